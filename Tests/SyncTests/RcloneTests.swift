import Foundation
import Sync
import TestSupport
import Testing

/// The folder at a remote, with a script in rclone's place.
@Suite struct SyncingThroughRclone {
  private let rclone: FakeRclone
  private let desk = Machine(1, MemorySyncFolder())
  private let laptop = Machine(2, MemorySyncFolder())
  private let ofDesk: RcloneMirror
  private let ofLaptop: RcloneMirror

  init() throws {
    rclone = try FakeRclone()
    ofDesk = try rclone.mirror("desk")
    ofLaptop = try rclone.mirror("laptop")
  }

  @Test func `two machines have the same in the end`() throws {
    // Given machines that write, with attachments small and large
    for round in 0..<4 {
      for (machine, mirror) in [(desk, ofDesk), (laptop, ofLaptop)] {
        machine.log.write("\(round)")
        machine.log.attach([UInt8](repeating: UInt8(round), count: 300_000 + round))
        machine.log.attach([UInt8](repeating: UInt8(round), count: 1000 + round))
        // When they sync
        try machine.sync(through: mirror)
      }
    }
    try desk.sync(through: ofDesk)
    try laptop.sync(through: ofLaptop)
    // Then both have everything
    #expect(desk.log.contents == laptop.log.contents)
    #expect(try laptop.sync(through: ofLaptop).files.written == 0)
  }

  @Test func `with nothing new it is one listing`() throws {
    // Given two machines at rest
    desk.log.write("first")
    for _ in 0..<3 {
      try desk.sync(through: ofDesk)
      try laptop.sync(through: ofLaptop)
    }
    _ = try rclone.calls()
    // When one syncs again
    try desk.sync(through: ofDesk)
    // Then nothing but the names is asked for
    #expect(try rclone.calls() == ["lsjson"])
  }

  @Test func `one edit is few calls, in the order of the format`() throws {
    // Given two machines at rest
    desk.log.write("first")
    for _ in 0..<3 {
      try desk.sync(through: ofDesk)
      try laptop.sync(through: ofLaptop)
    }
    _ = try rclone.calls()
    // When one writes, and the other takes it in
    desk.log.write("second")
    try desk.sync(through: ofDesk)
    let sending = try rclone.calls()
    try laptop.sync(through: ofLaptop)
    let receiving = try rclone.calls()
    // Then the segment goes before the head, and all that is new comes at once
    #expect(sending == ["lsjson", "send", "send"])
    #expect(receiving.prefix(2) == ["lsjson", "fetch"])
    #expect(receiving.count <= 3)
  }

  @Test func `many attachments are fetched in few calls`() throws {
    // Given a hundred files that one machine has
    desk.log.write("first")
    for index in 0..<100 {
      desk.log.attach([UInt8](repeating: UInt8(index), count: 260 << 10))
    }
    try desk.sync(through: ofDesk)
    _ = try rclone.calls()
    // When another takes them in
    try laptop.sync(through: ofLaptop)
    // Then calls do not grow with their number
    #expect(try rclone.calls().filter { $0 == "fetch" }.count < 20)
    #expect(laptop.log.contents == desk.log.contents)
  }

  @Test func `a remote that is lost on the way is not asked for each file`() throws {
    // Given many attachments, and a connection that breaks when the first one is asked for
    desk.log.write("first")
    for index in 0..<30 {
      desk.log.attach([UInt8](repeating: UInt8(index), count: 260 << 10))
    }
    try desk.sync(through: ofDesk)
    let streams = rclone.paths(ending: ".head").count + rclone.paths(ending: ".segment").count
    _ = try rclone.calls()
    try rclone.fail("fetch", after: streams + 1)
    // When another machine syncs
    let error = #expect(throws: SyncError.self) { try laptop.sync(through: ofLaptop) }
    // Then it stops, and says that nothing is damaged but the connection
    #expect(error?.message.contains("cannot be reached") == true)
    #expect(try rclone.calls().filter { $0 == "fetch" }.count <= 5)
    // And goes on when it is there again
    try rclone.work()
    #expect(try laptop.sync(through: ofLaptop).damaged.isEmpty)
    #expect(laptop.log.contents == desk.log.contents)
  }

  @Test(arguments: ["send", "fetch", "lsjson", "delete"], [false, true])
  func `goes on after transfers that were cut`(command: String, cutting: Bool) throws {
    // Given machines whose calls fail after any number of files
    try desk.sync(through: ofDesk)
    try laptop.sync(through: ofLaptop)
    for count in 0..<6 {
      desk.log.write("desk \(count)")
      desk.log.attach([UInt8](repeating: UInt8(count), count: 300_000 + count))
      laptop.log.write("laptop \(count)")
      try rclone.fail(command, after: count, cutting: cutting)
      for (machine, mirror) in [(desk, ofDesk), (laptop, ofLaptop)] {
        do {
          try machine.sync(through: mirror)
        } catch let error as SyncError {
          #expect(error.hint?.contains("Nothing is lost") == true, "\(error)")
        }
      }
      try rclone.work()
      if count.isMultiple(of: 2) { try laptop.sync(through: ofLaptop) }
    }
    // When they work again
    for _ in 0..<2 {
      for (machine, mirror) in [(desk, ofDesk), (laptop, ofLaptop)] {
        let report = try machine.sync(through: mirror)
        #expect(report.damaged.isEmpty)
      }
    }
    // Then both have everything
    #expect(desk.log.contents == laptop.log.contents)
    #expect(try desk.sync(through: ofDesk).files.written == 0)
  }

  @Test func `an emptied remote stops the sync, and nothing is removed or sent`() throws {
    // Given a folder that was synced with
    desk.log.write("first")
    try desk.sync(through: ofDesk)
    let changes = desk.log.contents
    // When it is empty, as one that is not mounted
    try FileManager.default.removeItem(at: rclone.remote)
    try FileManager.default.createDirectory(at: rclone.remote, withIntermediateDirectories: true)
    desk.log.write("second")
    let error = #expect(throws: SyncError.self) { try desk.sync(through: ofDesk) }
    // Then it is said to be, and stays so
    #expect(error?.code == .folderEmptied)
    #expect(rclone.paths().isEmpty)
    #expect(desk.log.contents.values.map(\.count) == changes.values.map { $0.count + 1 })
  }

  @Test func `a remote that is not there is said to be missing and not made`() throws {
    // Given a remote without the directory
    try FileManager.default.removeItem(at: rclone.remote)
    // When a sync is tried
    desk.log.write("first")
    let error = #expect(throws: SyncError.self) { try desk.sync(through: ofDesk) }
    // Then nothing is made
    #expect(error?.code == .folderMissing)
    #expect(!FileManager.default.fileExists(atPath: rclone.remote.path))
  }

  @Test func `a remote that was put in place of another library's is recognised`() throws {
    // Given a folder, and another library's at the same place
    desk.log.write("first")
    try desk.sync(through: ofDesk)
    let other = try FakeRclone()
    laptop.log.write("of another library")
    try laptop.sync(through: try other.mirror("laptop"))
    try FileManager.default.removeItem(at: rclone.remote)
    try FileManager.default.copyItem(at: other.remote, to: rclone.remote)
    let before = rclone.paths()
    // When the first one syncs
    desk.log.write("second")
    let error = #expect(throws: SyncError.self) { try desk.sync(through: ofDesk) }
    // Then nothing is written to it
    #expect(error?.code == .foreignLibrary)
    #expect(rclone.paths() == before)
  }

  @Test func `what the remote lost is published again`() throws {
    // Given a segment that is gone
    desk.log.write("first")
    try desk.sync(through: ofDesk)
    let segment = try #require(rclone.paths(ending: ".segment").first)
    try FileManager.default.removeItem(at: rclone.remote.appendingPathComponent(segment))
    // When its owner syncs
    try desk.sync(through: ofDesk)
    // Then it is there again
    #expect(rclone.paths(ending: ".segment") == [segment])
    #expect(try laptop.sync(through: ofLaptop).received == 1)
  }

  @Test func `a file that was damaged on its way is fetched anew`() throws {
    // Given a copy of another's segment that is damaged, of the same size
    desk.log.write("first")
    try desk.sync(through: ofDesk)
    let segment = try #require(rclone.paths(ending: ".segment").first)
    let copy = rclone.directory(ofMirror: "laptop").appendingPathComponent("incoming/\(segment)")
    try FileManager.default.createDirectory(
      at: copy.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    let size = try Data(contentsOf: rclone.remote.appendingPathComponent(segment)).count
    try Data(repeating: 0, count: size).write(to: copy)
    // When it is met
    let report = try laptop.sync(through: ofLaptop)
    // Then it is reported once, and whole the next time
    #expect(report.damaged.map(\.name) == [segment])
    #expect(report.received == 0)
    let next = try laptop.sync(through: ofLaptop)
    #expect(next.damaged.isEmpty)
    #expect(next.received == 1)
  }

  @Test func `a dry run sends nothing`() throws {
    desk.log.write("first")
    #expect(try desk.sync(through: ofDesk, dryRun: true).sent == 1)
    #expect(rclone.paths().isEmpty)
    #expect(try rclone.calls() == ["lsjson"])
  }

  @Test func `of two who begin an empty folder at once the second joins`() throws {
    // Given a machine that begins the folder while another one has listed it
    desk.log.write("from the desk")
    laptop.log.write("from the laptop")
    try ofDesk.exchange { folder in
      try laptop.sync(through: ofLaptop)
      // When that one begins it, too
      try desk.sync(with: folder)
    }
    // Then what was made first holds for both
    try laptop.sync(through: ofLaptop)
    try desk.sync(through: ofDesk)
    #expect(desk.log.contents == laptop.log.contents)
    #expect(desk.log.contents.count == 2)
  }

  @Test(arguments: [false, true])
  func `a machine that could not begin the folder joins whoever can`(cutting: Bool) throws {
    // Given a first sync that sends nothing, or a part of the identity
    desk.log.write("from the desk")
    try rclone.fail("send", cutting: cutting)
    #expect(throws: SyncError.self) { try desk.sync(through: ofDesk) }
    try rclone.work()
    // When another machine comes first, where it can, and then both sync
    laptop.log.write("from the laptop")
    if cutting {
      #expect(throws: SyncError.self) { try laptop.sync(through: ofLaptop) }
    } else {
      try laptop.sync(through: ofLaptop)
    }
    for _ in 0..<2 {
      try desk.sync(through: ofDesk)
      try laptop.sync(through: ofLaptop)
    }
    // Then they are one library
    #expect(desk.log.contents == laptop.log.contents)
    #expect(desk.log.contents.count == 2)
  }
}

/// What is said when rclone fails.
@Suite struct FailuresOfRclone {
  @Test(arguments: [
    (
      "CRITICAL: Failed to create file system for \"x:\": didn't find section in config file", 1,
      SyncError.Code.folderMissing, "rclone config"
    ),
    ("ERROR : error listing: directory not found", 3, .folderMissing, "rclone mkdir"),
    (
      "Failed to lsjson: dial tcp: lookup nowhere.invalid: no such host", 1, .unreachable,
      "connection"
    ),
    ("ERROR : : error listing: 401 Unauthorized", 1, .unreadable, "password"),
    ("ERROR : error listing: status code: 403, request id: 1", 1, .unreadable, "password"),
    // A port and an id are no status.
    (
      "Failed to create file system: NewFs: couldn't connect SSH: dial tcp 127.0.0.1:57401: "
        + "connect: connection refused", 1, .unreachable, "connection"
    ),
    ("ERROR : request 8403f5 to 10.0.0.1:403 was odd", 1, .unreadable, "rclone lsf"),
    ("Failed to copy: googleapi: Error: storageQuotaExceeded", 1, .diskFull, "Free some space"),
    ("something odd", 1, .unreadable, "rclone lsf"),
  ])
  func `are told in plain words`(
    words: String,
    status: Int,
    code: SyncError.Code,
    hint: String
  ) throws {
    let rclone = try FakeRclone()
    try rclone.fail("lsjson", words: "2026/11/25 10:00:00 " + words, status: status)
    let error = #expect(throws: SyncError.self) {
      try Machine(1, MemorySyncFolder()).sync(through: rclone.mirror("desk"))
    }
    #expect(error?.code == code)
    #expect(error?.hint?.contains(hint) == true)
    #expect(error?.description.contains("2026/11/25") == false)
  }

  @Test func `include that it is not installed`() throws {
    let place = try #require(RclonePlace("rclone:drive:clip"))
    let directory = try TemporaryDirectory()
    let mirror = RcloneMirror(
      place: place,
      directory: directory.place("mirror").path,
      writer: "desk",
      program: directory.place("nothing").path
    )
    let error = #expect(throws: SyncError.self) { try mirror.exchange { _ in } }
    #expect(error?.message.contains("not installed") == true)
  }

  @Test(arguments: [
    "rclone:", "rclone:drive", "rclone:-drive:clip", "rclone::clip", "rclone:a\nb:c", "/clip",
  ])
  func `do not begin with a place that is none`(name: String) {
    #expect(RclonePlace(name) == nil)
  }

  @Test(arguments: [
    ("rclone:drive:clip", "rclone:drive:clip"), ("rclone:drive:clip//", "rclone:drive:clip"),
    ("rclone:drive:", "rclone:drive:"), ("rclone::sftp,host=a:/", "rclone::sftp,host=a:/"),
  ])
  func `nor with two names of one place`(name: String, place: String) {
    #expect(RclonePlace(name)?.description == place)
  }
}
