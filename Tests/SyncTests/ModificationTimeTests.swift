import Foundation
import Sync
import TestSupport
import Testing

/// Carriers set the modification times of files as they like.
@Suite struct ModificationTimes {
  private let directory: TemporaryDirectory
  private let a: Machine
  private let b: Machine

  init() throws {
    directory = try TemporaryDirectory()
    a = Machine(1, LocalSyncFolder(path: directory.url.path, writer: "a"))
    b = Machine(2, LocalSyncFolder(path: directory.url.path, writer: "b"))
  }

  /// The paths of all files.
  private func paths() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: directory.url.path).sorted()
  }

  /// Gives everything one time.
  private func setAll(_ seconds: Double) throws {
    for path in try paths() {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: seconds)],
        ofItemAtPath: directory.place(path).path
      )
    }
  }

  @Test(arguments: [0, 1_767_225_600, 4_102_444_800])
  func `of whatever year hide nothing that is new`(seconds: Double) throws {
    for index in 0..<4 {
      // Given something new of each, with the time that all had before
      for machine in [a, b] {
        machine.log.write("\(index)")
        machine.log.attach([UInt8(index)])
        try machine.sync()
        try setAll(seconds)
      }
      try a.sync()
      // Then both have it
      #expect(a.log.contents == b.log.contents)
      #expect(try a.log.missingAttachments().isEmpty && b.log.missingAttachments().isEmpty)
      try setAll(seconds)
    }
    try b.sync()
    for machine in [a, b] { #expect(try machine.sync().files.written == 0) }
  }

  @Test func `that change make nothing new`() throws {
    a.log.write("from a")
    for machine in [a, b, a] { try machine.sync() }
    // When all times are later than they were
    try setAll(4_102_444_800)
    // Then nobody writes, and nothing more is read than usually
    let usual = try b.sync().files.read
    try setAll(4_102_444_801)
    for machine in [a, b] { #expect(try machine.sync().files.written == 0) }
    #expect(try b.sync().files.read <= usual + 1)
  }

  @Test func `and sizes that stay hide no damage and no mending`() throws {
    // Given a segment that arrives damaged, with the size and the time of the good one
    a.log.write("from a")
    try a.sync()
    let path = try #require(try paths().first { $0.hasSuffix(".segment") })
    let place = directory.place(path)
    let content = try Data(contentsOf: place)
    var damaged = content
    damaged[damaged.count - 1] ^= 1
    try damaged.write(to: place)
    try setAll(0)
    #expect(try b.sync().damaged.map(\.name) == [path])
    // When the good one takes its place
    try content.write(to: place)
    try setAll(0)
    // Then it is read
    #expect(try b.sync().received == 1)
  }
}
