import Foundation
import Replication
import Store
import Sync

/// A real library of a simulation with its clock, its copy of the folder, its backups, and what its
/// person knows to be saved.
final class SimulatedMachine {
  /// A copy of a library's directory.
  struct Backup {
    let directory: URL
    /// How many edits the ledger had.
    let edits: Int
    /// What the copy of the folder held then.
    let files: [String: [UInt8]]
  }

  let name: String
  let clock: ManualClock
  /// Its number among the copies of the folder.
  let copy: Int
  let folder: LaggingFolder
  /// Where its library lies; `nil` in memory.
  let directory: URL?
  /// Closed for moments, while its files are exchanged.
  private var replica: SimulatedReplica?
  var scribe: Scribe
  var backups: [Backup] = []
  /// Edits that no sync has published yet.
  var pending: [Int] = []
  /// Every id that it had.
  private var ids: Set<ReplicaID> = []
  /// Whether nothing reaches it for a time, and it does not sync.
  var isAway = false
  /// Whether it is away until the end.
  var staysAway = false
  /// Which large attachments it wants.
  var policy = SyncOptions.AttachmentPolicy.all
  /// Whether its library may have forgotten that.
  var saysPolicy = false
  /// Whether it syncs with the second folder, too.
  var usesStick = false
  /// Whether the last sync met files whose key it did not find.
  var lacksKey = false
  var person = Person()

  init(
    _ name: String,
    copy: Int,
    folder: LaggingFolder,
    directory: URL?,
    clock: ManualClock,
    seed: UInt64,
    opening: Bool = false
  ) throws {
    self.name = name
    self.copy = copy
    self.folder = folder
    self.directory = directory
    self.clock = clock
    scribe = Scribe(name)
    if opening, let directory {
      replica = try SimulatedReplica(
        name,
        seed: seed,
        opening: directory,
        folder: folder,
        clock: clock
      )
    } else {
      replica = try SimulatedReplica(name, seed: seed, at: directory, folder: folder, clock: clock)
    }
    watch()
  }

  /// What it wrote to under each id that it had.
  var directories: Set<String> { Set(ids.map { "replicas/\($0)/" }) }

  var library: Library {
    guard let replica else { preconditionFailure("a closed library is not used") }
    return replica.library
  }

  /// Closes the library and opens what stands on the disk.
  func reopen(seed: UInt64) throws {
    scribe.closeAll()
    guard let directory else { return }
    close()
    replica = try SimulatedReplica(
      name,
      seed: seed,
      opening: directory,
      folder: folder,
      clock: clock
    )
    watch()
  }

  private func close() {
    folder.watch { nil }
    replica = nil
  }

  private func watch() {
    watch(folder)
  }

  /// Has a folder see that only this machine's files are written, as long as it syncs with it.
  func watch(_ folder: LaggingFolder) {
    let library = library
    let name = folder.name
    folder.watch {
      (try? library.replica)?.description
    } keys: {
      (try? library.memory(ofFolder: name)).flatMap { SealedFiles(memory: $0) }
    }
  }

  /// Syncs once; what was published counts as saved.
  func sync(
    through folder: any SyncFolder,
    options: SyncOptions = SyncOptions(),
    fuse: Fuse = Fuse(),
    seed: UInt64
  ) throws -> SyncReport {
    let before = try library.replica
    ids.insert(before)
    let engine = engine(through: folder, fuse: fuse, seed: seed)
    defer {
      if let after = try? library.replica, after != before {
        ids.insert(after)
        // Editors hold versions by the old id.
        scribe.closeAll()
      }
    }
    let report = try engine.sync(options: options)
    lacksKey = report.notes.contains { $0.code == .newKey }
    if options.attachments != nil, !fuse.isBlown { saysPolicy = false }
    let memory = try library.memory(ofFolder: folder.name)
    let summary = memory.flatMap { FolderSummary(memory: $0) }
    let own = try library.replica
    if let summary, summary.replica == own, summary.published == (try library.version[own]) {
      pending = []
    }
    return report
  }

  func engine(through folder: any SyncFolder, fuse: Fuse, seed: UInt64) -> SyncEngine {
    .simulated(library, folder: folder, clock: clock, fuse: fuse, seed: seed)
  }

  // MARK: Copies

  func backUp(to place: URL, edits: Int) throws {
    guard let directory else { return }
    try FileManager.default.copyItem(at: directory, to: place)
    backups.append(Backup(directory: place, edits: edits, files: folder.files))
  }

  /// Puts the library back to a backup.
  ///
  /// - Returns: edits that are lost, because nobody else had them.
  func putBack(_ backup: Backup, seed: UInt64) throws -> [Int] {
    guard let directory else { return [] }
    let files = FileManager.default
    close()
    try files.removeItem(at: directory)
    try files.copyItem(at: backup.directory, to: directory)
    try reopen(seed: seed)
    let lost = pending.filter { $0 >= backup.edits }
    pending = pending.filter { $0 < backup.edits }
    saysPolicy = true
    return lost
  }
}

extension SyncEngine {
  /// An engine whose world a seed determines, and which dies when a fuse blows.
  static func simulated(
    _ log: any ChangeLog & AttachmentStore,
    folder: any SyncFolder,
    clock: ManualClock,
    fuse: Fuse,
    seed: UInt64
  ) -> SyncEngine {
    let generator = Locked(SeededGenerator(seed: seed))
    var environment = SyncEnvironment(
      now: { clock.now },
      randomBytes: { count in
        generator { next in (0..<count).map { _ in UInt8(next.number(below: 256)) } }
      }
    )
    environment.stretching = .least
    let log = FusedLog(log, fuse: fuse)
    return SyncEngine(log: log, attachments: log, folder: folder, environment: environment)
  }
}
