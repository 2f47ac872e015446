import Foundation
import Testing

@Suite struct WatchingSync {
  /// Waits for what another process does.
  private func until(_ condition: () throws -> Bool) throws -> Bool {
    for _ in 0..<600 {
      if try condition() { return true }
      usleep(100_000)
    }
    return false
  }

  private func holds(_ machine: Machine, _ text: String) throws -> Bool {
    try machine.objects("list", "notes").contains { $0["text"] == .string(text) }
  }

  @Test func `brings what is written on one machine to the other, and ends when it is told to`()
    throws
  {
    // Given two machines that watch
    let world = try World("desk", "laptop")
    let (desk, laptop) = (try world.machine("desk"), try world.machine("laptop"))
    let watch = ["sync", world.folder.path, "--watch", "--interval", "1h"]
    let ofDesk = try desk.start(world.binary, watch)
    defer { ofDesk.kill() }
    let identity = world.folder.appendingPathComponent("clip-library").path
    #expect(try until { FileManager.default.fileExists(atPath: identity) })
    let ofLaptop = try laptop.start(world.binary, watch)
    defer { ofLaptop.kill() }
    // When each writes
    try desk.run("note", "from the desk")
    #expect(try until { try holds(laptop, "from the desk") })
    try laptop.run("note", "from the laptop")
    // Then the other has it, though the interval is long
    #expect(try until { try holds(desk, "from the laptop") })
    // And each ends as its signal says
    ofDesk.signal(SIGINT)
    ofLaptop.signal(SIGTERM)
    #expect(try ofDesk.outcome().code == 130)
    #expect(try ofLaptop.outcome().code == 0)
    try world.check()
  }

  @Test func `waits for a folder that is not there, and says so once`() throws {
    // Given a machine that watches a folder that is gone
    let world = try World("desk")
    let desk = try world.desk
    try desk.run("sync", world.folder.path)
    let away = world.root.appendingPathComponent("away")
    try FileManager.default.moveItem(at: world.folder, to: away)
    try desk.run("note", "meanwhile")
    let watch = try desk.start(world.binary, ["sync", "--watch", "--interval", "1s"])
    defer { watch.kill() }
    usleep(3_000_000)
    // When it comes back
    try FileManager.default.moveItem(at: away, to: world.folder)
    let replicas = world.folder.appendingPathComponent("replicas").path
    #expect(
      try until {
        let walk = FileManager.default.enumerator(atPath: replicas)
        return walk?.contains { ($0 as? String)?.hasSuffix(".segment") == true } ?? false
      }
    )
    watch.signal(SIGTERM)
    let outcome = try watch.outcome()
    // Then it is synced, and the trouble was told once
    #expect(outcome.code == 0)
    #expect(outcome.stderr.components(separatedBy: "there is no folder").count == 2)
    #expect(outcome.stderr.contains("can be synced again"))
  }

  /// Limits of a user namespace are those of its processes alone.
  private func runsLimited(_ world: World) throws -> Bool {
    let tried = try world.desk.shell("unshare -Ur sh -c 'echo 0 > \(Self.instances)'")
    return tried.code == 0
  }

  private static let watches = "/proc/sys/user/max_inotify_watches"
  private static let instances = "/proc/sys/user/max_inotify_instances"

  @Test(arguments: ["echo 1 > \(watches)", "echo 0 > \(instances)"])
  func `goes on looking where the system watches no more, and says so once`(limit: String) throws {
    let world = try World("desk", "laptop")
    guard try runsLimited(world) else { return }
    // Given a machine that may not watch its directories, or not all of them
    let (desk, laptop) = (try world.machine("desk"), try world.machine("laptop"))
    try laptop.run("note", "before")
    try laptop.run("sync", world.folder.path)
    let clip = "exec clip sync \(world.folder.path) --watch --interval 1h"
    let watch = try desk.start(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["unshare", "-Ur", "sh", "-c", "\(limit); \(clip)"]
    )
    defer { watch.kill() }
    #expect(try until { try holds(desk, "before") })
    // When something is written here and there
    try laptop.run("note", "from the laptop")
    try laptop.run("sync")
    try desk.run("note", "from the desk")
    // Then it is seen all the same
    #expect(try until { try holds(desk, "from the laptop") })
    #expect(
      try until {
        try laptop.run("sync")
        return try holds(laptop, "from the desk")
      }
    )
    watch.signal(SIGTERM)
    let outcome = try watch.outcome()
    #expect(outcome.code == 0)
    #expect(outcome.stderr.components(separatedBy: "changes are looked for every 2").count == 2)
    try world.check()
  }

  @Test func `refuses what makes no sense`() throws {
    let world = try World("desk")
    try world.play(
      """
      desk$ clip sync folder --watch --dry-run
      ! clip: --watch and --dry-run do not go together
      ? 64
      desk$ clip sync rclone:nowhere
      ! clip: rclone:nowhere names no folder of rclone's
      ! Write rclone:REMOTE:PATH; rclone listremotes says which remotes there are.
      ? 64
      """
    )
  }
}
