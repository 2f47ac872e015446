import Store
import Sync

extension Simulation {
  /// How a machine syncs now.
  func options(of machine: SimulatedMachine, isCalm: Bool) -> SyncOptions {
    var options = SyncOptions()
    options.encrypts = isEncrypted && (mover.keys.isEmpty || random.chance(20))
    // What was said once is remembered, unless the memory was lost since.
    if machine.saysPolicy || random.chance(20) { options.attachments = machine.policy }
    if isEncrypted {
      options.passphrase =
        !isCalm && random.chance(10)
        ? .given(Person.passphrase(machine.person.newest)) : machine.person.source
    }
    // Where something waits for a key, another passphrase of those that were chosen at once has it.
    let others = mover.keys.newest(in: machine.folder.files).map(\.passphrase)
      .filter { $0 < machine.person.newest }
    if isCalm, machine.lacksKey, let other = random.pick(others) {
      options.passphrase = .given(Person.passphrase(other))
    }
    return options
  }

  /// One sync with whatever goes wrong.
  func sync(_ machine: SimulatedMachine) throws {
    guard !machine.isAway else { return }
    var faults = FaultySyncFolder.Faults()
    if random.chance(35) {
      faults = .init(each: Double.random(in: 0...0.08, using: &random))
      machine.folder.staleness = random.chance(40) ? 1 + random.number(below: 3) : 0
      machine.folder.isFull = random.chance(10)
    }
    let fuse = anyFuse()
    let folder = FaultySyncFolder(machine.folder, faults: faults, seed: random.next(), fuse: fuse)
    let files = machine.folder.files
    let isCalm = faults.truncation == 0 && machine.folder.staleness == 0
    machine.folder.isMisread = !isCalm
    let options = options(of: machine, isCalm: false)
    var word = ""
    do {
      let report = try machine.sync(
        through: folder,
        options: options,
        fuse: fuse,
        seed: random.next()
      )
      if fuse.isBlown {
        word = "dies unseen"
      } else {
        mover.release(machine.copy)
        word = report.inWords
      }
      if isCalm { try checkReport(report, machine, before: files) }
    } catch is Fuse.Blown {
      word = "dies at call \(fuse.calls)"
    } catch let error as SyncError {
      guard fuse.isBlown || isExpected(error, at: machine, options) || !isCalm else { throw error }
      word = "stops: \(error.code)"
      if random.chance(60) { learn(machine) }
    }
    note(machine.name, "syncs\(isCalm ? "" : " through faults"): \(word)")
    machine.folder.staleness = 0
    machine.folder.isFull = false
    machine.folder.isMisread = false
    mover.collect(from: machine.copy)
    if fuse.isBlown { try machine.reopen(seed: random.next()) }
  }

  /// One that blows now and then.
  func anyFuse() -> Fuse {
    Fuse(limit: random.chance(20) ? random.number(below: 60) : .max)
  }

  /// Whether the mover gave a reason to stop, or a passphrase that changed.
  func isExpected(
    _ error: SyncError,
    at machine: SimulatedMachine,
    _ options: SyncOptions
  ) -> Bool {
    if machine.folder.isMissing { return error.code == .folderMissing }
    let hasIdentity = mover.isOriginal(
      machine.folder.files[Mover.identity],
      of: Mover.identity
    )
    let keys = mover.keys.newest(in: machine.folder.files)
    switch error.code {
    case .folderEmptied, .damaged, .notAFolderOfOurs: return !hasIdentity
    case .keysMissing: return isEncrypted && keys.isEmpty
    case .wrongPassphrase:
      guard case .given = options.passphrase else {
        return !keys.contains { machine.person.opens($0.passphrase) }
      }
      return !keys.contains { machine.person.newest == $0.passphrase }
    default: return false
    }
  }

  /// A sync in which nothing goes wrong, by somebody who knows what there is to know.
  @discardableResult
  func calmSync(
    _ machine: SimulatedMachine,
    through other: LaggingFolder? = nil
  ) throws -> SyncReport {
    if let other { return try calmSyncStick(machine, other) }
    learn(machine)
    let files = machine.folder.files
    let report = try machine.sync(
      through: machine.folder,
      options: options(of: machine, isCalm: true),
      seed: random.next()
    )
    mover.collect(from: machine.copy)
    mover.release(machine.copy)
    try checkRules(at: machine)
    try checkReport(report, machine, before: files)
    return report
  }
}

extension SyncReport {
  /// What happened, for a trace.
  var inWords: String {
    "sent \(sent), carried \(carried), received \(received), written \(files.written), "
      + "waiting \(waiting)" + notes.map { ", \($0.code)" }.joined()
  }
}
