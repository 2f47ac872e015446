import Foundation
import Testing

/// Other programs that tests need; where one is missing, its tests are skipped.
private enum Tool {
  static let python = find("python3")

  static func find(_ name: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}

@Suite struct LargePages {
  @Test func `a page of 50 MB is saved in bounded time`() throws {
    let world = try World("desk")
    var page = "<title>Large</title><article>"
    let paragraph =
      "<p>" + String(repeating: "Words of a large page, again and again. ", count: 250) + "</p>\n"
    while page.utf8.count < 50_000_000 { page += paragraph }
    try world.file("large.html", Data((page + "<p>The very last words.</p></article>").utf8))
    let outcome = try world.desk.attempt("add", "large.html", "--json", within: 300)
    #expect(outcome.code == 0, "\(outcome.stderr)")
    let id = try #require(try JSONObject.lines(outcome.stdout).first).id
    #expect(try world.desk.run("show", id, "--text").hasSuffix("The very last words.\n"))
    try world.check()
  }

  @Test func `a page larger than any page is refused`() throws {
    try World("desk").play(
      """
      $ head -c 70000000 /dev/zero | tr '\\\\0' 'a' > huge.txt; clip add huge.txt
      ! clip: huge.txt has 66 MB; a page may have 64
      ! Add the part that matters as a file of its own.
      ? 1
      $ clip list
      ? 2
      """
    )
  }
}

@Suite(.enabled(if: Tool.python != nil, "needs python3 to reach into the library"))
struct OtherHandsOnTheLibrary {
  /// Runs statements on the library's file; with `waiting`, holds what they lock until killed.
  private func python(_ script: String, _ world: World) throws -> Running {
    let python = try #require(Tool.python)
    let open =
      "import sqlite3, sys, time\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    return try world.desk.start(python, ["-c", open + script, world.desk.databaseFile.path])
  }

  @Test func `a library that a newer clip wrote is refused and left as it is`() throws {
    let world = try World("desk", "laptop")
    try world.desk.run("note", "Low water")
    let set = "db.execute('PRAGMA user_version = ' + '%s')"
    #expect(try python(set.replacingOccurrences(of: "%s", with: "99"), world).outcome().code == 0)
    let library = try world.desk.library.path
    let refusal = "clip: the library at \(library) was written by a newer clip"
    for command in [
      ["list"], ["note", "High water"], ["check", "--rebuild"], ["sync", "folder"],
    ] {
      let outcome = try world.desk.start(world.binary, command).outcome()
      #expect(outcome.code == 12, "\(command)")
      #expect(outcome.stderr.hasPrefix(refusal))
      #expect(outcome.stderr.contains("\nUpdate clip"))
      #expect(outcome.stdout == "")
    }
    #expect(try python(set.replacingOccurrences(of: "%s", with: "1"), world).outcome().code == 0)
    #expect(try world.desk.objects("list").count == 1)
    try world.check()
  }

  @Test func `a library that another process writes is waited for, then said to be busy`() throws {
    let world = try World("desk")
    try world.desk.run("note", "Low water")
    let holder = try python(
      "db.execute('BEGIN EXCLUSIVE'); open('held', 'w').close(); time.sleep(60)",
      world
    )
    defer { holder.kill() }
    let held = world.root.appendingPathComponent("held").path
    while !FileManager.default.fileExists(atPath: held) { usleep(10_000) }
    let outcome = try world.desk.attempt("note", "High water", "--json", within: 60)
    #expect(outcome.code == 11)
    let error = try #require(try JSONObject.lines(outcome.stderr).first).object("error")
    #expect(error["code"] == .string("libraryBusy"))
    // Whoever reads needs not wait.
    let notes = try world.desk.objects("list")
    #expect(notes.count == 1)
    holder.kill()
    try world.desk.run("note", "High water")
    #expect(try world.desk.objects("list").count == 2)
    try world.check()
  }

  @Test func `writers that come together all get their turn`() throws {
    let world = try World("desk")
    let writers = try (1...8).map { try world.desk.start(world.binary, ["note", "Note \($0)"]) }
    for writer in writers { #expect(try writer.outcome().code == 0) }
    #expect(try world.desk.objects("list").count == 8)
    try world.check()
  }

  @Test func `state that differs from the log is found, and made anew from it`() throws {
    let world = try World("desk")
    let note = try world.desk.object("note", "Low water", "--title", "Tides").id
    #expect(
      try python("db.execute(\"UPDATE notes SET title = 'Forged'\")", world).outcome().code == 0
    )
    let outcome = try world.desk.attempt("check")
    #expect(outcome.code == 1)
    #expect(outcome.stderr.contains("clip check --rebuild"))
    try world.desk.run("check", "--rebuild")
    #expect(try world.desk.object("show", note)["title"] == .string("Tides"))
    try world.check()
  }
}

#if os(Linux)
/// A disk of its own, as small as one wants, where the system lets us have one.
private final class SmallDisk {
  let directory: URL

  init?(_ size: String, in world: World) throws {
    directory = world.root.appendingPathComponent("disk")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let mount = "mount -t tmpfs -o size=\(size) clip-tests \(directory.path)"
    guard geteuid() == 0, try world.desk.shell(mount).code == 0 else {
      print("skipped: mounting a small disk needs root")
      return nil
    }
  }

  deinit { umount2(directory.path, Int32(MNT_DETACH)) }

  /// Takes all the room that is left.
  func fill() throws {
    let filler = directory.appendingPathComponent("filler")
    try Data().write(to: filler)
    let file = try FileHandle(forWritingTo: filler)
    for size in [65_536, 4096, 512, 1] {
      while (try? file.write(contentsOf: Data(repeating: 0, count: size))) != nil {}
    }
  }

  func makeRoom() throws {
    try FileManager.default.removeItem(at: directory.appendingPathComponent("filler"))
  }

  func set(readOnly: Bool, _ world: World) throws {
    let outcome = try world.desk.shell(
      "mount -o remount,\(readOnly ? "ro" : "rw") \(directory.path)"
    )
    try #require(outcome.code == 0, "\(outcome.stderr)")
  }
}

@Suite(.enabled(if: geteuid() == 0, "needs root to mount a small disk"))
struct FullAndReadOnlyDisks {
  @Test func `a full disk loses nothing of the library and writes no half`() throws {
    let world = try World("desk")
    guard let disk = try SmallDisk("8m", in: world) else { return }
    let desk = try world.desk
    desk.environment["CLIP_LIBRARY"] = disk.directory.appendingPathComponent("library").path
    try desk.run("init", "--name", "small")
    try world.file(
      "text.md",
      Data(String(repeating: "Many words of a text.\n\n", count: 20_000).utf8)
    )
    var kept = 0
    for number in 1...10 {
      try desk.run("note", "Note \(number)")
      kept += 1
    }
    try disk.fill()
    for command in [["add", "text.md"], ["note", String(repeating: "Long. ", count: 4000)]] {
      let outcome = try desk.start(world.binary, command).outcome()
      #expect(outcome.code == 1, "\(command[0])")
      #expect(outcome.stderr.contains("full"), "\(outcome.stderr)")
      #expect(outcome.stderr.split(separator: "\n").count == 2, "\(outcome.stderr)")
    }
    try disk.makeRoom()
    #expect(try desk.objects("list").count == kept)
    try desk.run("check")
    try desk.run("add", "text.md")
    #expect(try desk.objects("list").count == kept + 1)
    try desk.run("check")
  }

  @Test func `a library cannot be made on a full disk, and can when there is room`() throws {
    let world = try World()
    guard let disk = try SmallDisk("1m", in: world) else { return }
    let desk = try world.desk
    desk.environment["CLIP_LIBRARY"] = disk.directory.appendingPathComponent("library").path
    try disk.fill()
    let outcome = try desk.attempt("init", "--name", "small")
    #expect(outcome.code == 1)
    #expect(outcome.stderr.hasPrefix("clip: "))
    try disk.makeRoom()
    let again = try desk.attempt("init", "--name", "small")
    #expect(again.code == 0, "\(again.stderr)")
    try desk.run("note", "Low water")
  }

  @Test func `a full sync folder loses nothing, and the next sync goes on`() throws {
    let world = try World("desk", "laptop")
    guard let disk = try SmallDisk("1m", in: world) else { return }
    try world.file(
      "text.md",
      Data((0..<20_000).map { "Words \($0 &* 2_654_435_761)\n" }.joined().utf8)
    )
    try world.desk.run("add", "text.md")
    try world.desk.run("sync", "disk")
    let before = try names(disk)
    try world.desk.run("note", "typed before the disk was full")
    try disk.fill()
    let outcome = try world.desk.attempt("sync")
    #expect(outcome.code == 1)
    #expect(outcome.stderr.hasPrefix("clip: no space is left to write \(disk.directory.path)"))
    #expect(outcome.stderr.contains("Nothing is lost"))
    try disk.makeRoom()
    #expect(try names(disk) == before, "something half-written stayed")
    try world.desk.run("sync")
    try world.machine("laptop").run("sync", "disk")
    #expect(try world.machine("laptop").objects("list").count == 2)
    try world.check()
  }

  private func names(_ disk: SmallDisk) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: disk.directory.path).sorted()
  }

  @Test func `a read-only place is said to be so`() throws {
    let world = try World("desk")
    guard let disk = try SmallDisk("4m", in: world) else { return }
    let desk = try world.desk
    try desk.run("note", "Low water")
    try desk.run("sync", "disk")
    try desk.run("note", "High water")
    let library = disk.directory.appendingPathComponent("library").path
    try disk.set(readOnly: true, world)
    let sync = try desk.attempt("sync")
    #expect(sync.code == 1)
    #expect(sync.stderr.contains("read-only"), "\(sync.stderr)")
    let made = try desk.attempt("init", "--library", library)
    #expect(made.code == 1)
    #expect(made.stderr.contains(library), "\(made.stderr)")
    let export = try desk.object("notebook", "new", "Book").id
    let written = try desk.attempt("export", export, "--output", "disk/book.md")
    #expect(written.code == 1)
    #expect(written.stderr.contains("read-only"), "\(written.stderr)")
    try disk.set(readOnly: false, world)
    try desk.run("sync")
    try world.check()
  }
}
#endif
