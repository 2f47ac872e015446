import Foundation
import Testing

/// Debian's libfaketime, which gives one process another time.
private enum FakeTime {
  static let library: String? = ["x86_64", "aarch64"].lazy
    .map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketime.so.1" }
    .first { FileManager.default.fileExists(atPath: $0) }

  static func environment(_ shift: String) -> [String: String] {
    ["LD_PRELOAD": library ?? "", "FAKETIME": shift, "DONT_FAKE_MONOTONIC": "1"]
  }
}

@Suite(.enabled(if: FakeTime.library != nil)) struct ClocksAndAbsence {
  private let world: World
  private let desk: Machine
  private let laptop: Machine

  init() throws {
    world = try World("desk", "laptop")
    desk = try world.machine("desk")
    laptop = try world.machine("laptop")
    try desk.run("note", "from the desk")
    try desk.run("sync", "folder")
  }

  /// The laptop writes and syncs by a clock that is off, then the desk syncs by its own.
  private func exchange(_ shift: String) throws {
    let time = FakeTime.environment(shift)
    for arguments in [["note", "from the laptop"], ["sync", "folder"]] {
      let outcome = try laptop.start(world.binary, arguments, environment: time).outcome()
      try #require(outcome.code == 0, "\(outcome.stderr)")
    }
    try desk.run("sync")
  }

  private func laptopsDrift() throws -> Int? {
    let replicas = try desk.object("status").list("replicas")
    guard case .object(let other) = replicas.last, case .integer(let drift) = other["drift"] else {
      return nil
    }
    return drift
  }

  @Test(arguments: [("+5h", 5 * 3600), ("-3h", -3 * 3600)])
  func `a clock that is off is told, and which way`(shift: String, seconds: Int) throws {
    try exchange(shift)
    let drift = try #require(try laptopsDrift())
    #expect(abs(drift - seconds) < 300)
    let text = try desk.run("status")
    #expect(
      text.contains("the clock of laptop is \(seconds > 0 ? "ahead of" : "behind") this one's")
    )
    // And by the laptop's clock it is the desk's that is off, the other way
    try laptop.run("sync")
    let status = try laptop.start(
      world.binary,
      ["status"],
      environment: FakeTime.environment(shift)
    ).outcome().stdout
    #expect(
      status.contains("the clock of desk is \(seconds > 0 ? "behind" : "ahead of") this one's")
    )
    try world.check()
  }

  @Test func `a clock that is right, or off by a little, is not worth a word`() throws {
    try exchange("+5m")
    #expect(try laptopsDrift() == nil)
    try exchange("-5m")
    #expect(try laptopsDrift() == nil)
  }

  @Test func `a machine that was not seen for half a year is told, until it is retired`() throws {
    try exchange("+0h")
    let later = FakeTime.environment("+181d")
    func status() throws -> String {
      try desk.start(world.binary, ["status"], environment: later).outcome().stdout
    }
    #expect(try !desk.run("status").contains("was not seen for"))
    #expect(try status().contains("laptop was not seen for 18"))
    #expect(try status().contains("clip replica retire "))
    let retired = try desk.start(world.binary, ["replica", "retire", "laptop"], environment: later)
      .outcome()
    #expect(retired.code == 0)
    #expect(try !status().contains("was not seen for"))
  }
}
