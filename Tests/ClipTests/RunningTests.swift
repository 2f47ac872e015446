import Foundation
import Testing

@Suite struct RunningPrograms {
  /// Foundation starts a process only where the names of all open files are one read of
  /// `/proc/self/fd`, which is some 1,360 of them.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: openFiles), "no \(openFiles)"))
  func `leaves none of the files open that its output went to`() throws {
    let world = try World()
    let desk = try world.machine("desk")
    let input = world.root.appendingPathComponent("input")
    try Data("text".utf8).write(to: input)
    #expect(try desk.attempt("add", "-", stdin: input).code != 0)
    let open = try FileManager.default.contentsOfDirectory(atPath: Self.openFiles).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(Self.openFiles)/\($0)")
    }
    #expect(!open.isEmpty)
    #expect(open.filter { $0.hasPrefix(world.root.path) } == [])
  }

  private static let openFiles = "/proc/self/fd"
}
