public import Foundation
public import Store
public import Sync

/// One machine of a researcher: a real library with its own clock, randomness and installation.
///
/// Two of them with one seed draw the same ids; give each its own.
public final class SimulatedReplica {
  public let library: Library
  /// Tells its installation apart.
  public let name: String
  /// Its wall clock, which may be wrong.
  public let clock: ManualClock
  /// What syncing is done with when nothing else is said.
  public var folder: any SyncFolder
  private let generator: Locked<SeededGenerator>

  /// A machine with a library of its own, in memory when no directory is given.
  ///
  /// The name is the replica's, and tells installations apart; the seed decides everything random.
  public init(
    _ name: String,
    seed: UInt64,
    at directory: URL? = nil,
    folder: any SyncFolder = MemorySyncFolder(),
    clock: ManualClock = ManualClock()
  ) throws {
    let environment = StoreEnvironment.simulated(name, seed: seed, clock: clock)
    library =
      try directory.map { try Library.create(at: $0, name: name, environment: environment) }
      ?? Library.inMemory(name: name, environment: environment)
    self.name = name
    self.clock = clock
    self.folder = folder
    generator = Locked(SeededGenerator(seed: ~seed))
  }

  /// A machine that finds a library in a directory: the one it left there, or a copy.
  public init(
    _ name: String,
    seed: UInt64,
    opening directory: URL,
    folder: any SyncFolder = MemorySyncFolder(),
    clock: ManualClock = ManualClock()
  ) throws {
    let environment = StoreEnvironment.simulated(name, seed: seed, clock: clock)
    library = try Library.open(at: directory, environment: environment)
    self.name = name
    self.clock = clock
    self.folder = folder
    generator = Locked(SeededGenerator(seed: ~seed))
  }

  /// Syncs once, with the usual folder unless another is given.
  @discardableResult
  public func sync(through other: (any SyncFolder)? = nil) throws -> SyncReport {
    let environment = SyncEnvironment(
      now: { [clock] in clock.now },
      randomBytes: { [generator] count in generator { $0.bytes(count) } }
    )
    let engine = SyncEngine(
      log: library,
      attachments: library,
      folder: other ?? folder,
      environment: environment
    )
    return try engine.sync()
  }
}

extension StoreEnvironment {
  /// A store's world that a seed and a clock determine, with the real hash and compression.
  ///
  /// Installations of one name have one secret.
  public static func simulated(
    _ installation: String,
    seed: UInt64,
    clock: ManualClock = ManualClock()
  ) -> StoreEnvironment {
    let generator = Locked(SeededGenerator(seed: seed))
    return StoreEnvironment(
      now: { Date(timeIntervalSince1970: Double(clock.now) / 1000) },
      randomBytes: { count in generator { $0.bytes(count) } },
      hash: Blake2b.hash,
      compress: { Zstandard.compress($0, level: 1) },
      decompress: { try Zstandard.decompress($0, limit: $1) },
      installationSecret: Array(installation.utf8),
      replicaName: installation
    )
  }
}

extension SeededGenerator {
  fileprivate mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &self) }
  }
}
