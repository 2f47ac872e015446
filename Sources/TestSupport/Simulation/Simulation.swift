import Foundation
import Replication
import Store
import Sync

/// Real libraries that sync through lagging copies of one folder, with everything that goes wrong
/// in between; one thread, and one seed decides everything.
///
/// After the faults end and good copies of all files are delivered, within ``quietRounds`` rounds in
/// which each replica syncs once all have equal states and a sync writes nothing. What was
/// acknowledged is there, every library's check finds nothing, nothing whole was reported damaged,
/// and applying any copy of the folder again changes nothing.
///
/// After FoundationDB's simulation (Zhou et al., SIGMOD 2021).
public final class Simulation {
  /// What may happen in a simulation.
  public struct Scenario: Sendable {
    public var machines = 2...8
    public var steps = 40...120
    /// Of a hundred, how many keep their libraries on disk and are cloned and put back.
    public var onDisk = 30

    public init() {}
  }

  /// A rule that did not hold.
  public struct Failure: Error, CustomStringConvertible {
    public let seed: UInt64
    public let message: String
    public let trace: [String]

    public var description: String {
      "seed \(seed): \(message)\n" + trace.map { "  \($0)\n" }.joined()
    }
  }

  /// Rounds after which all is quiet: one to publish, one to take in, two to say so and to cease
  /// carrying, one that writes nothing, and one more for what was waiting for a restored library.
  public static let quietRounds = 6

  /// How many rounds it took until all was quiet.
  public private(set) var rounds = 0
  /// What happened, in order.
  public private(set) var trace: [String] = []

  private let seed: UInt64
  private let scenario: Scenario
  private var random: SeededGenerator
  private var mover = Mover()
  private var machines: [SimulatedMachine] = []
  private var newer: [NewerMachine] = []
  private var ledger = Ledger()
  private var lines = Lines()
  private let place: URL?
  private var names = 0

  public init(seed: UInt64, scenario: Scenario = Scenario()) {
    self.seed = seed
    self.scenario = scenario
    random = SeededGenerator(seed: seed)
    place =
      random.chance(scenario.onDisk)
      ? Self.diskPlace.appendingPathComponent("clip-simulation-\(UUID().uuidString)") : nil
  }

  deinit {
    machines = []
    if let place { try? FileManager.default.removeItem(at: place) }
  }

  /// Memory that looks like a disk, where the system has it: thousands of simulations flush often.
  private static let diskPlace: URL = {
    let memory = URL(fileURLWithPath: "/dev/shm")
    return FileManager.default.isWritableFile(atPath: memory.path)
      ? memory : FileManager.default.temporaryDirectory
  }()

  /// - Throws: ``Failure``.
  public func run() throws {
    do {
      try begin()
      for number in 0..<Int.random(in: scenario.steps, using: &random) {
        try step(number)
      }
      try quieten()
      try checkEnd()
    } catch let failure as Failure {
      throw failure
    } catch {
      throw failed("\(error)")
    }
  }

  private func failed(_ message: String) -> Failure {
    Failure(seed: seed, message: message, trace: Array(trace.suffix(80)))
  }

  private func expect(_ holds: Bool, _ message: @autoclosure () -> String) throws {
    guard holds else { throw failed(message()) }
  }

  // MARK: Beginning

  /// The folder begins at one machine; the others join when its identity is there.
  private func begin() throws {
    if let place {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    let first = try addMachine()
    first.pending += try first.scribe.begin(first.library, &ledger, &lines, &random)
    try calmSync(first)
    // Few meet more often.
    let count = min(
      Int.random(in: scenario.machines, using: &random),
      Int.random(in: scenario.machines, using: &random)
    )
    for _ in 1..<count { try join() }
    if random.chance(30) { try joinNewer() }
  }

  private func nextName() -> String {
    names += 1
    return "m\(names)"
  }

  private func addFolder() -> (copy: Int, folder: LaggingFolder) {
    // One name: whatever copy it is, a library remembers it as the one folder.
    let folder = LaggingFolder(name: "/library")
    return (mover.add(folder), folder)
  }

  private func addMachine(opening directory: URL? = nil) throws -> SimulatedMachine {
    let name = nextName()
    let (copy, folder) = addFolder()
    let clock = ManualClock()
    if random.chance(40) { clock.advance(by: anyDrift()) }
    let machine = try SimulatedMachine(
      name,
      copy: copy,
      folder: folder,
      directory: directory ?? place?.appendingPathComponent(name),
      clock: clock,
      seed: random.next(),
      opening: directory != nil
    )
    machines.append(machine)
    return machine
  }

  /// Up to ten years, to either side.
  private func anyDrift() -> Int64 {
    let years: Int64 = 10 * 365 * 24 * 3_600_000
    return Int64.random(in: -years...years, using: &random)
  }

  private func join() throws {
    let machine = try addMachine()
    mover.bring(directories: [], to: machine.copy)
    if random.chance(50) {
      trace.append(
        "\(machine.name): mover \(mover.move(at: machine.copy, of: machine.directories, &random))"
      )
      machine.folder.isMissing = false
    }
    if random.chance(50) { try write(machine) }
    try calmSync(machine)
  }

  private func joinNewer() throws {
    let (copy, folder) = addFolder()
    let machine = NewerMachine(nextName(), copy: copy, folder: folder, seed: random.next())
    newer.append(machine)
    mover.bring(directories: [], to: copy)
    machine.write(&random)
    _ = try machine.sync(through: folder, seed: random.next())
    mover.collect(from: copy)
    mover.release(copy)
  }

  // MARK: Steps

  private func step(_ number: Int) throws {
    guard let machine = random.pick(machines) else { return }
    machine.clock.advance(by: Int64(random.number(below: 60_000)))
    switch random.weighted([24, 28, 40, 2, 2, 4, 3, 3, 5, 1]) {
    case 0: try write(machine)
    case 1: try sync(machine)
    case 2:
      if machine.isAway { return }
      trace.append(
        "\(machine.name): mover \(mover.move(at: machine.copy, of: machine.directories, &random))"
      )
    case 3:
      let drift = random.chance(50) ? anyDrift() : -Int64(random.number(below: 7_200_000))
      machine.clock.advance(by: drift)
      trace.append("\(machine.name): clock jumps by \(drift)")
    case 4: machine.isAway.toggle()
    case 5: try backUp(machine)
    case 6: try putBack(machine)
    case 7: try clone(machine)
    case 8: try stepNewer()
    default: if machines.count < 8 { try join() }
    }
    try checkRules(at: machine)
  }

  private func write(_ machine: SimulatedMachine) throws {
    for _ in 0...random.number(below: 3) {
      let edits = try machine.scribe.write(machine.library, &ledger, &lines, &random)
      machine.pending += edits
    }
    trace.append("\(machine.name): writes")
  }

  /// One sync with whatever goes wrong.
  private func sync(_ machine: SimulatedMachine) throws {
    guard !machine.isAway else { return }
    var faults = FaultySyncFolder.Faults()
    // Whoever was put back has only its own files to know what it published since.
    if !machine.wasPutBack && random.chance(35) {
      faults = .init(each: Double.random(in: 0...0.08, using: &random))
      machine.folder.staleness = random.chance(40) ? 1 + random.number(below: 3) : 0
      machine.folder.isFull = random.chance(10)
    }
    let isCrashing = random.chance(20)
    let fuse = Fuse(limit: isCrashing ? random.number(below: 60) : .max)
    let folder = FaultySyncFolder(machine.folder, faults: faults, seed: random.next(), fuse: fuse)
    let files = machine.folder.files
    let isCalm = faults.truncation == 0 && machine.folder.staleness == 0
    var word = ""
    do {
      let report = try machine.sync(through: folder, fuse: fuse, seed: random.next())
      if fuse.isBlown {
        word = "dies unseen"
      } else {
        machine.wasPutBack = false
        mover.release(machine.copy)
        word = "sent \(report.sent), received \(report.received), waiting \(report.waiting)"
        word += report.notes.map { ", \($0.code)" }.joined()
      }
      if isCalm { try checkReport(report, machine, before: files) }
    } catch is Fuse.Blown {
      word = "dies at call \(fuse.calls)"
    } catch let error as SyncError {
      guard fuse.isBlown || isExpected(error, at: machine) || !isCalm else { throw error }
      word = "stops: \(error.code)"
    }
    trace.append("\(machine.name): syncs\(isCalm ? "" : " through faults"): \(word)")
    machine.folder.staleness = 0
    machine.folder.isFull = false
    mover.collect(from: machine.copy)
    if fuse.isBlown { try machine.reopen(seed: random.next()) }
  }

  /// Whether the mover gave a reason to stop.
  private func isExpected(_ error: SyncError, at machine: SimulatedMachine) -> Bool {
    if machine.folder.isMissing { return error.code == .folderMissing }
    let hasIdentity = mover.isOriginal(
      machine.folder.files[Mover.identity],
      of: Mover.identity
    )
    switch error.code {
    case .folderEmptied, .damaged, .notAFolderOfOurs: return !hasIdentity
    default: return false
    }
  }

  /// Nothing was reported damaged that was whole when the sync began.
  private func checkReport(
    _ report: SyncReport,
    _ machine: SimulatedMachine,
    before files: [String: [UInt8]]
  ) throws {
    for file in report.damaged where mover.isOriginal(files[file.name], of: file.name) {
      throw failed("\(machine.name) reports \(file.name), which is whole: \(file.reason)")
    }
  }

  private func checkRules(at machine: SimulatedMachine) throws {
    if let violation = machine.folder.violation ?? mover.violation {
      throw failed("\(machine.name): \(violation)")
    }
  }

  private func stepNewer() throws {
    guard let machine = random.pick(newer) else { return }
    switch random.number(below: 3) {
    case 0: machine.write(&random)
    case 1:
      trace.append(
        "\(machine.name): mover \(mover.move(at: machine.copy, of: machine.directories, &random))"
      )
    default:
      do {
        _ = try machine.sync(through: machine.folder, seed: random.next())
      } catch is SyncError {
        // The mover took the identity away, or made its own files those of a newer one still.
      }
      mover.collect(from: machine.copy)
    }
  }

  // MARK: Copies

  private func backUp(_ machine: SimulatedMachine) throws {
    guard let place, machine.directory != nil else { return }
    names += 1
    try machine.backUp(to: place.appendingPathComponent("backup-\(names)"), edits: ledger.count)
    trace.append("\(machine.name): is backed up")
  }

  private func putBack(_ machine: SimulatedMachine) throws {
    guard let backup = random.pick(machine.backups) else { return }
    ledger.lose(try machine.putBack(backup, seed: random.next()))
    mover.bring(directories: machine.directories, to: machine.copy)
    trace.append("\(machine.name): is put back to \(backup.directory.lastPathComponent)")
  }

  /// The library's directory on another machine, with its copy of the folder or an empty one.
  private func clone(_ machine: SimulatedMachine) throws {
    guard let place, let directory = machine.directory, machines.count < 8, !machine.wasPutBack
    else { return }
    names += 1
    let other = place.appendingPathComponent("clone-\(names)")
    try FileManager.default.copyItem(at: directory, to: other)
    let clone = try addMachine(opening: other)
    if random.chance(50) { clone.folder.files = machine.folder.files }
    mover.bring(directories: [], to: clone.copy)
    // What was not published the clone publishes for it: who is put back to before that could not
    // know that its numbers are taken.
    if !machine.pending.isEmpty { machine.backups = [] }
    trace.append("\(clone.name): is a clone of \(machine.name)")
    if random.chance(50) { try write(clone) }
    try calmSync(clone)
  }

  /// A sync in which nothing goes wrong.
  @discardableResult
  private func calmSync(_ machine: SimulatedMachine) throws -> SyncReport {
    let files = machine.folder.files
    let report = try machine.sync(through: machine.folder, seed: random.next())
    machine.wasPutBack = false
    mover.collect(from: machine.copy)
    mover.release(machine.copy)
    try checkRules(at: machine)
    try checkReport(report, machine, before: files)
    return report
  }

  // MARK: The end

  /// Good copies of everything arrive, and all sync in turn until nobody has anything to write.
  private func quieten() throws {
    trace.append("the faults end")
    var isQuiet = false
    while !isQuiet && rounds < Self.quietRounds {
      rounds += 1
      isQuiet = true
      for machine in machines {
        machine.isAway = false
        settle(machine.folder, machine.copy)
        let report = try calmSync(machine)
        if report.files.written > 0 || report.received > 0 { isQuiet = false }
        trace.append(
          "\(machine.name): sent \(report.sent), carried \(report.carried), received "
            + "\(report.received), written \(report.files.written), waiting \(report.waiting)"
            + report.notes.map { ", \($0.message)" }.joined()
        )
      }
      for machine in newer {
        settle(machine.folder, machine.copy)
        let report = try machine.sync(through: machine.folder, seed: random.next())
        mover.collect(from: machine.copy)
        if report.files.written > 0 || report.received > 0 { isQuiet = false }
      }
    }
    try expect(isQuiet, "it is not quiet after \(rounds) rounds")
  }

  private func settle(_ folder: LaggingFolder, _ copy: Int) {
    folder.isMissing = false
    mover.settle(copy)
  }

  private func checkEnd() throws {
    guard let first = machines.first else { return }
    let expected = try first.library.check()
    for machine in machines {
      settle(machine.folder, machine.copy)
      let report = machine === first ? expected : try machine.library.check()
      try expect(report.problems.isEmpty, "\(machine.name): \(report.problems.prefix(3))")
      try expect(report.digest == expected.digest, "\(machine.name) and \(first.name) differ")
      let missing = try machine.library.missingAttachments()
      try expect(missing.isEmpty, "\(machine.name) lacks attachments \(missing)")
    }
    let missing = try ledger.missing(in: first.library)
    try expect(missing.isEmpty, missing.prefix(5).joined(separator: "; "))
    for machine in newer { try checkSameChanges(machine.log, first.library) }
    for machine in machines {
      guard let other = random.pick(machines) else { continue }
      try checkRest(machine, other.folder)
      try checkRest(machine, machine.folder)
    }
  }

  private func checkSameChanges(_ log: MemoryChangeLog, _ library: Library) throws {
    let contents = log.contents
    let version = VersionVector(contents.mapValues { UInt64($0.count) })
    try expect(version == (try library.version), "a newer clip has other changes than the others")
    for (replica, hashes) in contents {
      let tip = try library.hash(of: ChangeID(replica: replica, sequence: UInt64(hashes.count)))
      try expect(tip == hashes.last, "a newer clip has another history of \(replica)")
    }
  }

  /// Applying a folder again changes nothing and writes nothing.
  private func checkRest(_ machine: SimulatedMachine, _ folder: LaggingFolder) throws {
    let files = folder.files
    let digest = try machine.library.digest()
    let report = try machine.sync(through: folder, seed: random.next())
    try expect(
      report.files.written == 0 && report.received == 0 && report.waiting == 0
        && report.damaged.isEmpty && report.notes.isEmpty,
      "\(machine.name) is not at rest: \(report)"
    )
    try expect(folder.files == files, "\(machine.name) changed a folder with nothing new")
    try expect(try machine.library.digest() == digest, "\(machine.name) changed with nothing new")
  }
}
