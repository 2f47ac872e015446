import Foundation
import Replication
import Store
import Sync
import TestSupport
import Testing

/// Researchers who write and sync at random, with clocks that are wrong by years, until everything
/// has arrived everywhere.
struct RandomHistory {
  private var random: SeededGenerator
  private let researchers: [Researcher]
  private let carrier: Carrier
  /// Whether changes are handed over past the folder; else libraries now and then take a new id, for
  /// which what left them must be known.
  private let isHanding: Bool
  /// Holds the folder on disk, if there is one, as long as the history goes on.
  private let directory: TemporaryDirectory?

  /// How files come from one machine to the other.
  private enum Carrier {
    /// Each machine has the folder as it sees it, and a mover brings files late and in any order.
    case mover([MemorySyncFolder])
    /// All see one folder at once.
    case shared
  }

  /// Libraries and folder are real files, or all in memory.
  init(seed: UInt64, isOnDisk: Bool) throws {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 2...8, using: &random)
    let focus = random.pick(Researcher.Focus.allCases) ?? .everything
    let directory = isOnDisk ? try TemporaryDirectory() : nil
    let folders = (0..<count).map { _ in MemorySyncFolder() }
    var shared: URL?
    if let directory {
      let place = directory.place("folder")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      shared = place
    }
    researchers = try (0..<count).map { index in
      let clock = ManualClock()
      clock.advance(by: Int64.random(in: -Self.tenYears...Self.tenYears, using: &random))
      let folder: any SyncFolder =
        shared.map { LocalSyncFolder(path: $0.path, writer: "machine-\(index)") } ?? folders[index]
      return Researcher(
        try SimulatedReplica(
          "machine \(index)",
          seed: random.next(),
          at: directory?.place("library-\(index)"),
          folder: folder,
          clock: clock
        ),
        focus: focus
      )
    }
    if random.chance(80) { try researchers[0].begin(&random) }
    // The folder begins at one of them; another joins when its identity has arrived.
    try researchers[0].sync()
    for folder in folders { folder.files = folders[0].files }
    carrier = isOnDisk ? .shared : .mover(folders)
    isHanding = random.chance(70)
    self.random = random
    self.directory = directory
  }

  private static let tenYears: Int64 = 10 * 365 * 86_400_000

  var libraries: [Library] { researchers.map(\.library) }

  /// Goes on for so many steps.
  mutating func run(steps: Int) throws {
    for _ in 0..<steps {
      guard let researcher = random.pick(researchers) else { return }
      switch random.number(below: 20) {
      case 0...11: try researcher.write(&random)
      case 12...14: try researcher.sync()
      case 15...16: moveFiles()
      case 17 where random.chance(50): try restart(researcher)
      case 17: if isHanding { try hand(to: researcher) } else { try researcher.takeNewReplica() }
      default: wait(researcher)
      }
    }
  }

  /// Brings everything everywhere.
  func settle() throws {
    for _ in 0..<4 {
      for researcher in researchers { try researcher.sync() }
      guard case .mover(let folders) = carrier else { continue }
      for folder in folders {
        for other in folders { other.files.merge(folder.files) { present, _ in present } }
      }
    }
  }

  /// Syncs everyone once more, and says what that did.
  func syncAgain() throws -> [SyncReport] {
    try researchers.map { try $0.sync() }
  }

  private mutating func wait(_ researcher: Researcher) {
    let clock = researcher.replica.clock
    let far = random.chance(10)
    clock.advance(
      by: far
        ? Int64.random(in: -Self.tenYears...Self.tenYears, using: &random)
        : Int64.random(in: 0...3_600_000, using: &random)
    )
  }

  /// Opens again what lies on disk.
  private mutating func restart(_ researcher: Researcher) throws {
    guard let directory, let index = researchers.firstIndex(where: { $0 === researcher }) else {
      return
    }
    let library = directory.place("library-\(index)")
    try researcher.restart(from: library, seed: random.next())
  }

  /// Copies some files between what two machines see of the folder.
  private mutating func moveFiles() {
    guard case .mover(let folders) = carrier, let from = random.pick(folders),
      let to = random.pick(folders)
    else { return }
    for path in from.files.keys.sorted().shuffled(using: &random).prefix(5) {
      if to.files[path] == nil { to.files[path] = from.files[path] }
    }
  }

  /// Gives a library some changes of another, one by one or together, new ones and known ones.
  private mutating func hand(to researcher: Researcher) throws {
    guard let giver = random.pick(researchers) else { return }
    var version = try researcher.library.version
    for replica in try giver.library.version.entries.map(\.replica) {
      let known = version[replica]
      let start = known > 2 && random.chance(30) ? known - 2 : known
      let given = try giver.library.changes(of: replica, after: start, bytes: .max)
      let count = random.number(below: given.count + 1)
      var batch: [Change] = []
      for change in given.prefix(count) {
        let isKnown = change.id.sequence <= known
        guard isKnown || change.isReady(after: version) else { break }
        version.insert(change.id)
        batch.append(change)
      }
      try researcher.library.append(batch)
    }
  }
}
