import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct CheckingFolders {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  /// A folder with the changes of two machines, a small attachment and a large one in parts.
  init() throws {
    a = Machine(1, folder)
    b = Machine(2, folder)
    a.log.write("of a")
    a.log.attach([1, 2, 3])
    a.log.attach([UInt8](repeating: 7, count: Limits.chunk + 5))
    b.log.write("of b")
    for machine in [a, b, a] { try machine.sync() }
  }

  private func check(_ machine: Machine) throws -> FolderCheck {
    let engine = SyncEngine(
      log: machine.log,
      attachments: machine.log,
      folder: folder,
      environment: SyncEnvironment(now: { 0 }, randomBytes: { [UInt8](repeating: 0, count: $0) })
    )
    return try engine.check()
  }

  @Test func `a whole folder has nothing to tell and stays as it is`() throws {
    let files = folder.files
    for machine in [a, b] {
      let check = try check(machine)
      #expect(check.files == files.count)
      #expect(check.bytes == files.values.reduce(0) { $0 + $1.count })
      #expect(check.damaged.isEmpty && check.foreign.isEmpty && check.newer.isEmpty)
      #expect(check.inFlight.isEmpty && check.superfluous.isEmpty && check.problems.isEmpty)
    }
    #expect(folder.files == files)
  }

  @Test(arguments: 0..<40)
  func `any file with a bit that is wrong is named`(seed: Int) throws {
    // Given one bit of one file that is another one
    var generator = SeededGenerator(seed: UInt64(seed))
    let paths = folder.paths().filter { $0 != "clip-library" }
    let path = try #require(paths.randomElement(using: &generator))
    var content = try #require(folder.files[path])
    let place = Int.random(in: 0..<content.count, using: &generator)
    content[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    folder.files[path] = content
    // When the folder is checked, then that file is damaged, and no other
    let check = try check(b)
    #expect(check.damaged.map(\.name) == [path], "seed \(seed)")
    #expect(check.files == paths.count, "seed \(seed)")
  }

  @Test func `any file that is gone and that another names is missed`() throws {
    let paths = folder.paths().filter { !$0.hasSuffix(".head") && $0 != "clip-library" }
    let files = folder.files
    for path in paths {
      folder.files = files
      folder.files[path] = nil
      let check = try check(a)
      #expect(!check.inFlight.isEmpty, "\(path)")
      if !path.hasSuffix(".chunks") { #expect(check.inFlight.contains(path), "\(path)") }
      #expect(check.damaged.isEmpty && check.problems.isEmpty, "\(path)")
    }
  }

  @Test func `strangers' files are told from files on their way and from those of carriers`() throws
  {
    let head = try #require(folder.paths(ending: ".head").first)
    let content = try #require(folder.files[head])
    folder.files["\(head.dropLast(5)) (conflicted copy).head"] = content
    folder.files["\(a.directory)/.clip-desk-1-1.part"] = [1]
    folder.files["thesis.doc"] = [2]
    folder.files[".stfolder"] = []
    folder.files["replicas/.DS_Store"] = [3]
    let check = try check(a)
    #expect(
      check.foreign.map(\.name) == ["thesis.doc", "\(head.dropLast(5)) (conflicted copy).head"]
    )
    #expect(check.inFlight == ["\(a.directory)/.clip-desk-1-1.part"])
    #expect(check.damaged.isEmpty && check.problems.isEmpty)
  }

  @Test func `another library's whole file in its place is foreign`() throws {
    let other = MemorySyncFolder(name: "/other")
    let stranger = Machine(9, other)
    stranger.log.write("of a stranger")
    try stranger.sync()
    let path = try #require(other.paths(ending: ".head").first)
    folder.files[path] = other.files[path]
    #expect(try check(b).foreign.map(\.name) == [path])
  }

  @Test func `a segment that no head names is superfluous`() throws {
    // Given a folder with a later segment whose head was taken away
    let heads = folder.paths(in: a.directory, ending: ".head")
    a.log.write("later")
    try a.sync()
    for path in folder.paths(in: a.directory, ending: ".head") where !heads.contains(path) {
      folder.files[path] = nil
    }
    let check = try check(b)
    #expect(check.superfluous.count == 1)
    #expect(check.problems.isEmpty && check.inFlight.isEmpty)
  }

  @Test func `whole files that contradict one another are a problem`() throws {
    // Given a head that claims another end than its segments have, and a log with another history
    let path = try #require(folder.paths(in: b.directory, ending: ".head").last)
    let library = try #require(try b.log.library)
    let format = FolderFormat(library)
    let name = try #require(HeadName(String(path.split(separator: "/")[2])))
    let bytes = try #require(folder.files[path])
    let head = try Head(decoding: bytes, named: name, of: b.log.replica, in: format)
    var own = head.own
    own.tip = Blake2b.hash([9])
    let other = Head(counter: head.counter, clock: head.clock, own: own, merged: VersionVector())
    folder.files[path] = other.encoded(in: format)
    let problems = try check(a).problems
    #expect(problems.count == 3)
    #expect(problems.contains { $0.contains("does not end as its segments do") })
    #expect(problems.contains { $0.contains("it has not merged") })
    #expect(problems.contains { $0.contains("another history") })
  }

  @Test func `a folder that nobody began is none`() {
    let empty = MemorySyncFolder()
    let engine = SyncEngine(
      log: a.log,
      attachments: a.log,
      folder: empty,
      environment: SyncEnvironment(now: { 0 }, randomBytes: { [UInt8](repeating: 0, count: $0) })
    )
    #expect(throws: SyncError.self) { try engine.check() }
    #expect(empty.files.isEmpty)
  }

  @Test func `a checked state is published once and read back`() throws {
    // Given a state that was checked
    let state = CheckedState(version: a.log.version, digest: Blake2b.hash([4]))
    a.log.checkedState = state
    // When it is synced twice
    #expect(try a.sync().files.written == 1)
    #expect(try a.sync().files.written == 0)
    // Then anyone finds it, and later heads keep it
    let published = FolderCheck.PublishedState(replica: a.log.replica, state: state)
    #expect(try check(b).states == [published])
    a.log.write("later")
    try a.sync()
    #expect(try check(b).states == [published])
  }
}
