import Foundation
import Testing

/// A temporary place with machines in it, each with a home and a library of its own, and what they
/// share: files to add and an empty directory, `folder`, to sync through.
final class World {
  let root: URL
  let binary: URL
  /// The machine that `$` stands for.
  let main: String
  private var machines: [String: Machine] = [:]
  private var runs = 0
  /// Ids by the names that transcripts give them.
  var names: [String: String] = [:]

  /// - Parameters:
  ///   - machines: those that have a library already; the first is the one that `$` stands for.
  ///   - files: content by name, in the directory where commands run.
  /// - Throws: when the program is not built, or a machine's library cannot be made.
  init(_ machines: String..., files: [String: String] = [:]) throws {
    binary = try Binary.locate()
    main = machines.first ?? "desk"
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("clip-tests-\(UUID().uuidString.prefix(8))")
      .resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, content) in files { try file(name, Data(content.utf8)) }
    for name in machines { try machine(name).run("init", "--name", name) }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  var folder: URL { root.appendingPathComponent("folder") }

  /// The machine of that name, made at its first mention, without a library.
  func machine(_ name: String) throws -> Machine {
    if let machine = machines[name] { return machine }
    let machine = try Machine(name, in: self)
    machines[name] = machine
    return machine
  }

  var desk: Machine { get throws { try machine("desk") } }

  @discardableResult
  func file(_ name: String, _ content: Data) throws -> URL {
    let url = root.appendingPathComponent(name)
    try content.write(to: url)
    return url
  }

  /// A directory of its own for each run's output.
  func filesOfNextRun() -> URL {
    runs += 1
    return root.appendingPathComponent("runs/\(runs)")
  }

  /// Every library is whole: the state equals the one made anew from the log.
  func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
    for machine in machines.values where machine.hasLibrary {
      let outcome = try machine.attempt("check")
      #expect(
        outcome.code == 0,
        "\(machine.name): \(outcome.stderr)",
        sourceLocation: sourceLocation
      )
    }
  }
}

/// One machine: its own home, its own library, its own installation secret.
final class Machine {
  let name: String
  let home: URL
  private unowned let world: World
  /// Variables for all its commands.
  var environment: [String: String]

  init(_ name: String, in world: World) throws {
    self.name = name
    self.world = world
    home = world.root.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    environment = [
      "PATH": world.binary.deletingLastPathComponent().path + ":" + path,
      "HOME": home.path,
      "XDG_CONFIG_HOME": home.appendingPathComponent("config").path,
      "XDG_STATE_HOME": home.appendingPathComponent("state").path,
      "XDG_DATA_HOME": home.appendingPathComponent("data").path,
      "LC_ALL": "C.UTF-8",
      "TZ": "UTC",
    ]
  }

  var library: URL { home.appendingPathComponent("data/clip") }
  var databaseFile: URL { library.appendingPathComponent("library.sqlite") }
  var hasLibrary: Bool { FileManager.default.fileExists(atPath: databaseFile.path) }

  /// Starts a program in the world's directory.
  func start(
    _ program: URL,
    _ arguments: [String],
    environment more: [String: String] = [:],
    stdin: URL? = nil
  ) throws -> Running {
    try Running(
      program,
      arguments,
      environment: environment.merging(more) { $1 },
      in: world.root,
      stdin: stdin,
      files: world.filesOfNextRun()
    )
  }

  /// Runs a line of the shell.
  func shell(_ line: String, environment: [String: String] = [:]) throws -> Outcome {
    try start(URL(fileURLWithPath: "/bin/sh"), ["-c", line], environment: environment).outcome()
  }

  /// Runs clip, however it ends.
  func attempt(
    _ arguments: String...,
    environment: [String: String] = [:],
    stdin: URL? = nil,
    within seconds: TimeInterval = 120
  ) throws -> Outcome {
    try start(world.binary, arguments, environment: environment, stdin: stdin)
      .outcome(within: seconds)
  }

  /// Runs clip, which must succeed.
  @discardableResult
  func run(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws
    -> String
  {
    let outcome = try start(world.binary, arguments).outcome()
    let line = arguments.joined(separator: " ")
    try #require(
      outcome.code == 0,
      "clip \(line): \(outcome.stderr)",
      sourceLocation: sourceLocation
    )
    return outcome.stdout
  }

  /// The objects that clip prints.
  func objects(
    _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [JSONObject] {
    let outcome = try start(world.binary, arguments + ["--json"]).outcome()
    let line = arguments.joined(separator: " ")
    try #require(
      [0, 2].contains(outcome.code),
      "clip \(line): \(outcome.stderr)",
      sourceLocation: sourceLocation
    )
    return try JSONObject.lines(outcome.stdout)
  }

  /// The one object that clip prints.
  func object(
    _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSONObject {
    let outcome = try start(world.binary, arguments + ["--json"]).outcome()
    let objects = try JSONObject.lines(outcome.stdout)
    try #require(objects.count == 1, "\(outcome.stderr)", sourceLocation: sourceLocation)
    return objects[0]
  }
}
