import Foundation
import Testing

/// The unit of systemd that `make install` installs, as far as it runs without a manager.
@Suite struct TheService {
  private let unit: String

  init() throws {
    let file = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("packaging/clip-sync.service")
    unit = try String(contentsOf: file, encoding: .utf8)
  }

  private func value(_ key: String) throws -> String {
    let lines = unit.split(separator: "\n").filter { $0.hasPrefix(key + "=") }
    try #require(lines.count == 1, "\(key) stands \(lines.count) times")
    return String(lines[0].dropFirst(key.count + 1))
  }

  /// The line that systemd runs, for the program that is tested.
  private func command(_ world: World) throws -> String {
    let installed = "@PREFIX@/bin/clip"
    let line = try value("ExecStart")
    try #require(line.contains(installed))
    return line.replacingOccurrences(of: installed, with: world.binary.path)
  }

  /// A machine with the variables that a user's manager gives to a service, and no others.
  private func machine(_ world: World) throws -> Machine {
    let desk = try world.desk
    desk.environment = [
      "HOME": desk.home.path, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
      "USER": "desk", "JOURNAL_STREAM": "8:1234", "INVOCATION_ID": "0",
    ]
    return desk
  }

  private func start(_ desk: Machine, _ world: World) throws -> Running {
    try desk.start(
      URL(fileURLWithPath: "/bin/sh"),
      ["-c", "exec nice -n \(try value("Nice")) \(try command(world))"]
    )
  }

  @Test func `syncs, lets the journal tell the time, and ends well when it is stopped`() throws {
    let world = try World()
    let desk = try machine(world)
    try desk.run("init", "--name", "desk")
    try desk.run("sync", world.folder.path)
    try desk.run("note", "low water")
    let service = try start(desk, world)
    defer { service.kill() }
    var isSent = false
    for _ in 0..<300 where !isSent {
      usleep(100_000)
      isSent = try desk.object("status")["unpublished"] == .integer(0)
    }
    #expect(isSent)
    service.signal(SIGTERM)
    let outcome = try service.outcome()
    #expect(outcome.code == 0)
    #expect(outcome.stdout == "1 change sent.  \(world.folder.path)\n")
    #expect(outcome.stderr.isEmpty)
  }

  @Test func `is not started again where that changes nothing`() throws {
    let world = try World()
    let desk = try machine(world)
    let codes = try value("RestartPreventExitStatus").split(separator: " ").compactMap {
      Int32($0)
    }
    let withoutLibrary = try start(desk, world).outcome()
    #expect(codes.contains(withoutLibrary.code), "\(withoutLibrary)")
    try desk.run("init", "--name", "desk")
    let withoutFolder = try start(desk, world).outcome()
    #expect(codes.contains(withoutFolder.code), "\(withoutFolder)")
    #expect(withoutFolder.stderr.contains("Name a folder: clip sync"))
    #expect(withoutFolder.code != withoutLibrary.code)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/systemd-analyze")))
  func `is understood by systemd`() throws {
    let world = try World()
    let desk = try machine(world)
    desk.environment["XDG_RUNTIME_DIR"] = world.root.path
    let text = unit.replacingOccurrences(of: "@PREFIX@/bin/clip", with: world.binary.path)
    try world.file("clip-sync.service", Data(text.utf8))
    let verify = "systemd-analyze --user verify --man=no clip-sync.service"
    let outcome = try desk.shell(verify)
    #expect(outcome.code == 0)
    // What it does not know it passes over, with success.
    #expect(outcome.stdout + outcome.stderr == "")
  }
}
