import Replication
import Sync
import TestSupport

/// One replica with the folder as it sees it.
final class Machine {
  var log: MemoryChangeLog
  var folder: any SyncFolder
  /// In place of the log's own attachments.
  var attachments: (any AttachmentStore)?
  /// How it syncs.
  var options = SyncOptions()
  private let generator: Generator

  /// A class so that the environment's closure can draw from it.
  private final class Generator: @unchecked Sendable {
    var generator: SeededGenerator
    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
    }
  }

  init(_ seed: UInt64, _ folder: any SyncFolder, log: MemoryChangeLog? = nil) {
    self.log = log ?? MemoryChangeLog(seed: seed)
    self.folder = folder
    generator = Generator(seed: seed &+ 1_000_000)
  }

  @discardableResult
  func sync(dryRun: Bool = false) throws -> SyncReport {
    try engine.sync(dryRun: dryRun, options: options)
  }

  /// What syncs its log with its folder.
  var engine: SyncEngine {
    let clock = ManualClock()
    let generator = generator
    let environment = SyncEnvironment(
      now: { clock.now },
      randomBytes: { generator.bytes($0) }
    )
    return SyncEngine(
      log: log,
      attachments: attachments ?? log,
      folder: folder,
      environment: environment
    )
  }

  /// Syncs with a folder that is not the machine's own.
  @discardableResult
  func sync(with other: any SyncFolder) throws -> SyncReport {
    let own = folder
    defer { folder = own }
    folder = other
    return try sync()
  }

  /// The directory that only this machine writes to.
  var directory: String { "replicas/\(log.replica)" }
}

extension MemorySyncFolder {
  /// Paths below a directory whose names end so, in order.
  func paths(in directory: String = "", ending: String = "") -> [String] {
    files.keys.filter { $0.hasPrefix(directory) && $0.hasSuffix(ending) }.sorted()
  }
}
