import Foundation
import Replication
import Store
import Sync

/// Real libraries that sync through lagging copies of one folder, with everything that goes wrong
/// in between; one thread, and one seed decides everything.
///
/// After the faults end and good copies of all files are delivered, within ``quietRounds`` rounds in
/// which each replica syncs once all have equal states and a sync writes nothing. What was
/// acknowledged is there, what was purged is in no library and no file, every library's check finds
/// nothing, nothing whole was reported damaged, and applying any copy of the folder again changes
/// nothing.
///
/// After FoundationDB's simulation (Zhou et al., SIGMOD 2021).
public final class Simulation {
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
  public internal(set) var rounds = 0
  /// What happened, in order.
  public internal(set) var trace: [String] = []

  let seed: UInt64
  let scenario: Scenario
  var random: SeededGenerator
  var mover = Mover()
  var machines: [SimulatedMachine] = []
  var newer: [NewerMachine] = []
  var ledger = Ledger()
  var lines = Lines()
  var names = 0

  let isOnDisk: Bool
  let isInDirectories: Bool
  let isEncrypted: Bool
  let keepsLarge: Bool
  /// A second folder, which is carried about.
  let stick: LaggingFolder?
  /// Where files lie, if any do.
  let place: URL?

  public init(seed: UInt64, scenario: Scenario = Scenario()) {
    self.seed = seed
    self.scenario = scenario
    random = SeededGenerator(seed: seed)
    isOnDisk = random.chance(scenario.onDisk)
    isInDirectories = random.chance(scenario.inDirectories)
    isEncrypted = random.chance(scenario.encrypted)
    keepsLarge = random.chance(scenario.largeAttachments)
    stick = random.chance(scenario.withStick) ? LaggingFolder(name: "/stick") : nil
    place =
      isOnDisk || isInDirectories
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
      for _ in 0..<Int.random(in: scenario.steps, using: &random) { try step() }
      try quieten()
      try checkEnd()
    } catch let failure as Failure {
      throw failure
    } catch {
      throw failed("\(error)")
    }
  }

  func failed(_ message: String) -> Failure {
    Failure(seed: seed, message: message, trace: Array(trace.suffix(400)))
  }

  func expect(_ holds: Bool, _ message: @autoclosure () -> String) throws {
    guard holds else { throw failed(message()) }
  }

  func note(_ machine: String, _ words: String) {
    trace.append("\(machine): \(words)")
  }

  /// What nobody was called yet.
  func nextName(_ stem: String) -> String {
    names += 1
    return "\(stem)\(names)"
  }

  /// Up to so many years, to either side.
  func anyTime(years: Int64) -> Int64 {
    let most = years * 365 * 24 * 3_600_000
    return Int64.random(in: -most...most, using: &random)
  }
}
