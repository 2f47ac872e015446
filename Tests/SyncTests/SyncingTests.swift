import Replication
import Sync
import TestSupport
import Testing

@Suite struct Syncing {
  private let folder = MemorySyncFolder()

  @Test func `brings what one wrote to the other`() throws {
    // Given two replicas that wrote something
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    a.log.write("from a")
    b.log.write("from b")
    b.log.attach(Array("a page".utf8))
    // When they sync in turn
    let first = try a.sync()
    let second = try b.sync()
    let third = try a.sync()
    // Then both have everything, and the reports say so
    #expect(a.log.contents == b.log.contents)
    #expect(a.log.texts == ["from a", "from b"])
    #expect(try a.log.missingAttachments().isEmpty)
    #expect(first.sent == 1 && first.received == 0)
    #expect(second.sent == 2 && second.received == 1)
    #expect(third.sent == 0 && third.received == 2)
    #expect(third.attachmentsReceived == 1)
    #expect(a.log.library == b.log.library && a.log.library != nil)
  }

  @Test func `writes nothing and reads little when nothing is new`() throws {
    // Given two replicas that are equal
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    for index in 0..<20 {
      a.log.write("a \(index)")
      b.log.write("b \(index)")
      for machine in [a, b] { try machine.sync() }
    }
    for machine in [a, b] { try machine.sync() }
    let before = folder.files
    // When they sync again
    let report = try a.sync()
    _ = try b.sync()
    // Then the folder is as it was; identity, head and one own segment were read
    #expect(folder.files == before)
    #expect(report.sent == 0 && report.received == 0 && report.waiting == 0)
    #expect(report.files.written == 0 && report.files.read == 3)
    #expect(report.notes.isEmpty && report.damaged.isEmpty)
  }

  @Test func `writes one segment and one head for new changes`() throws {
    // Given a replica that has synced
    let a = Machine(1, folder)
    a.log.write("first")
    try a.sync()
    // When it syncs three changes
    for text in ["second", "third", "fourth"] { a.log.write(text) }
    let report = try a.sync()
    // Then two files are new
    #expect(report.sent == 3)
    #expect(report.files.written == 2)
    #expect(folder.paths(ending: ".segment").count == 2)
  }

  @Test func `keeps sixteen heads`() throws {
    let a = Machine(1, folder)
    for index in 0..<20 {
      a.log.write("\(index)")
      try a.sync()
    }
    let names = folder.paths(ending: ".head").map { $0.suffix(7) }
    #expect(names == (5...20).map { $0 < 10 ? "0\($0).head" : "\($0).head" })
  }

  @Test func `cuts many changes into segments`() throws {
    // Given more payload than one segment holds
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    for _ in 0..<40 { a.log.write(String(repeating: "x", count: 800_000)) }
    a.log.write("")
    // When it is synced
    try a.sync()
    let report = try b.sync()
    // Then it came in pieces and is whole
    #expect(folder.paths(ending: ".segment").count == 2)
    #expect(report.received == 41)
    #expect(a.log.contents == b.log.contents)
  }

  @Test func `in a dry run tells and does nothing`() throws {
    // Given something to send and something to receive
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    a.log.write("from a")
    try a.sync()
    try b.sync()
    a.log.write("again from a")
    try a.sync()
    b.log.write("from b")
    let before = folder.files
    // When b tries
    let report = try b.sync(dryRun: true)
    // Then it says what it would do
    #expect(report.sent == 1 && report.received == 1)
    #expect(folder.files == before)
    #expect(b.log.texts == ["from a", "from b"])
  }

  @Test func `a replica that only reads says what it has merged`() throws {
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    a.log.write("from a")
    try a.sync()
    try b.sync()
    #expect(folder.paths(in: b.directory).count == 1)
  }

  @Test func `changes wait for what they depend on`() throws {
    // Given c, whose change follows one of b that follows one of a
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    let c = Machine(3, folder)
    for machine in [a, b, c] {
      try machine.sync()
      machine.log.write("from one")
      try machine.sync()
    }
    // When d sees the folder without b's segment
    let lagging = MemorySyncFolder(files: folder.files)
    let late = try #require(lagging.paths(in: b.directory, ending: ".segment").first)
    let content = lagging.files.removeValue(forKey: late)
    let d = Machine(4, lagging)
    let first = try d.sync()
    // Then a's is there, the others wait, and come when the file comes
    #expect(first.received == 1 && first.waiting == 2 && first.damaged.isEmpty)
    lagging.files[late] = content
    let second = try d.sync()
    #expect(second.received == 2 && second.waiting == 0)
    #expect(d.log.contents == c.log.contents)
  }
}

@Suite struct TheIdentityOfAFolder {
  private let folder = MemorySyncFolder()

  private func failure(_ machine: Machine) -> SyncError.Code? {
    let before = folder.files
    let error = #expect(throws: SyncError.self) { try machine.sync() }
    #expect(folder.files == before)
    return error?.code
  }

  @Test func `a missing folder stops the sync`() throws {
    let a = Machine(1, folder)
    folder.isMissing = true
    #expect(failure(a) == .folderMissing)
    folder.isMissing = false
    try a.sync()
    folder.isMissing = true
    #expect(failure(a) == .folderMissing)
  }

  @Test func `an emptied folder stops the sync and is not begun again`() throws {
    let a = Machine(1, folder)
    a.log.write("kept")
    try a.sync()
    let before = folder.files
    folder.files = [:]
    #expect(failure(a) == .folderEmptied)
    folder.files = before
    folder.files["clip-library"] = nil
    #expect(failure(a) == .folderEmptied)
  }

  @Test func `a folder with other files is refused`() throws {
    folder.files["thesis.doc"] = [1]
    #expect(failure(Machine(1, folder)) == .notAFolderOfOurs)
  }

  @Test func `what carriers leave in a folder does no harm`() throws {
    for name in [".DS_Store", "desktop.ini", ".stfolder/x", ".dropbox.cache/y", "Thumbs.db"] {
      folder.files[name] = [1]
    }
    try Machine(1, folder).sync()
    #expect(folder.files["clip-library"] != nil)
  }

  @Test func `a folder of files without an identity is not ours to begin`() throws {
    // Given a folder that is still arriving
    let a = Machine(1, folder)
    a.log.write("x")
    try a.sync()
    folder.files["clip-library"] = nil
    // Then a new replica makes no identity
    #expect(failure(Machine(2, folder)) == .notAFolderOfOurs)
  }

  @Test func `another library's folder is refused`() throws {
    // Given two libraries
    let a = Machine(1, folder)
    try a.sync()
    let other = Machine(2, MemorySyncFolder(name: "/other"))
    other.log.write("a stranger's")
    try other.sync()
    // When one syncs with the other's folder
    other.folder = folder
    // Then nothing is read or written
    #expect(failure(other) == .foreignLibrary)
  }

  @Test func `two machines that began one folder at once make one library of both`() throws {
    // Given two copies of a folder, each begun by another machine, and a third that met one of them
    let copy = MemorySyncFolder(name: folder.name)
    let a = Machine(1, folder)
    let (b, c) = (Machine(2, copy), Machine(3, copy))
    for (machine, text) in [(a, "from a"), (b, "from b"), (c, "from c")] {
      machine.log.write(text)
      machine.log.attach(Array(text.utf8))
      try machine.sync()
    }
    try b.sync()
    // When the carrier brings them together, and the first one's identity is left
    folder.files.merge(copy.files) { first, _ in first }
    for machine in [b, c] {
      machine.folder = folder
      #expect(failure(machine) == .foreignLibrary)
      machine.options.joins = true
      // Then the others join it when they are told to
      let dry = try machine.sync(dryRun: true)
      #expect(dry.notes.map(\.code) == [.joined] && machine.log.library != a.log.library)
      #expect(try machine.sync().notes.map(\.code) == [.joined])
      #expect(machine.log.library == a.log.library)
    }
    // and everything is everywhere, and nothing called damaged
    for _ in 0..<3 { for machine in [a, b, c] { try machine.sync() } }
    for machine in [a, b, c] {
      let report = try machine.sync()
      #expect(report.files.written == 0 && report.damaged.isEmpty && report.notes.isEmpty)
      #expect(machine.log.texts == ["from a", "from b", "from c"])
      #expect(try machine.log.missingAttachments().isEmpty)
    }
  }

  @Test func `a damaged identity stops the sync unless a whole copy is there`() throws {
    let a = Machine(1, folder)
    a.log.write("x")
    try a.sync()
    let identity = try #require(folder.files["clip-library"])
    folder.files["clip-library"] = Array(identity.dropLast())
    #expect(failure(a) == .damaged)
    folder.files["clip-library (conflicted copy)"] = identity
    let report = try a.sync()
    #expect(report.notes.map(\.code) == [.copyUsed])
  }

  @Test func `a newer format is refused`() throws {
    let a = Machine(1, folder)
    try a.sync()
    var identity = try #require(folder.files["clip-library"])
    identity[9] = 9
    let checked = Array(identity[..<72]) + Array(identity[104...])
    identity.replaceSubrange(72..<104, with: Blake2b.hash(checked).bytes)
    folder.files["clip-library"] = identity
    #expect(failure(a) == .newerFormat)
  }

  @Test func `a library goes on in a second folder`() throws {
    // Given a library with a folder
    let a = Machine(1, folder)
    a.log.write("x")
    try a.sync()
    // When it syncs with an empty one at another place
    let second = MemorySyncFolder(name: "/second")
    a.folder = second
    let report = try a.sync()
    // Then that belongs to the same library and has everything
    let b = Machine(2, second)
    try b.sync()
    #expect(report.sent == 1)
    #expect(b.log.library == a.log.library && b.log.texts == ["x"])
  }

  @Test func `two folders at one path are told apart`() throws {
    // Given an attachment that was published to one
    let a = Machine(1, folder)
    a.log.attach([1, 2, 3])
    try a.sync()
    // When another folder of the library is mounted there
    let stick = MemorySyncFolder(name: "/stick")
    a.folder = stick
    try a.sync()
    let other = MemorySyncFolder(files: stick.files.filter { !$0.key.hasSuffix(".pack") })
    a.folder = other
    try a.sync()
    // Then it gets the attachment too
    #expect(other.paths(ending: ".pack").count == 1)
  }
}
