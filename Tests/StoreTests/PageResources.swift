import Foundation
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

@Suite struct PageResources {
  private let desk: SimulatedReplica
  private let laptop: SimulatedReplica
  private var library: Library { desk.library }

  init() throws {
    desk = try SimulatedReplica.make("desk")
    laptop = try SimulatedReplica.make("laptop")
  }

  private func picture(_ name: String = "a.png", _ content: String = "pixels") -> PagePart {
    PagePart(
      address: "https://example.org/\(name)",
      content: Data(content.utf8),
      mediaType: "image/png"
    )
  }

  private func parts(of source: SourceID, in library: Library) throws -> [String: [UInt8]?] {
    try library.read { reader in
      let parts = try reader.pageParts(of: source)
      return Dictionary(
        uniqueKeysWithValues: try parts.map { ($0.address, try reader.content(of: $0)) }
      )
    }
  }

  @Test func `what a page is made of comes to every machine`() throws {
    let folder = MemorySyncFolder()
    let id = try library.write { writer in
      let id = try writer.add(.sample()).id
      try writer.keep([picture("a.png"), picture("b.png", "more")], of: id)
      return id
    }
    for machine in [desk, laptop] { try machine.sync(through: folder) }
    for library in [library, laptop.library] {
      let parts = try parts(of: id, in: library)
      #expect(parts["https://example.org/a.png"] == Array("pixels".utf8))
      #expect(parts["https://example.org/b.png"] == Array("more".utf8))
      try library.expectWhole()
    }
    try library.rebuild()
    #expect(try parts(of: id, in: library).count == 2)
  }

  @Test func `the same part again is no change, and another at its address does not replace it`()
    throws
  {
    let id = try library.write { try $0.add(.sample()).id }
    try library.write { try $0.keep([picture()], of: id) }
    let version = try library.version
    try library.write { try $0.keep([picture()], of: id) }
    #expect(try library.version == version)
    desk.clock.advance(by: 1000)
    try library.write { try $0.keep([picture("a.png", "other pixels")], of: id) }
    #expect(try parts(of: id, in: library) == ["https://example.org/a.png": Array("pixels".utf8)])
  }

  @Test func `a purge takes what only the purged page was made of`() throws {
    let (first, second) = try library.write { writer in
      let first = try writer.add(.sample("first", text: "One.")).id
      let second = try writer.add(.sample("second", text: "Two.")).id
      try writer.keep([picture("shared.png", "shared"), picture("own.png", "own")], of: first)
      try writer.keep([picture("shared.png", "shared")], of: second)
      return (first, second)
    }
    try library.write { try $0.purge(ItemReference(.source, AnyItemID(first))) }
    #expect(try parts(of: first, in: library).isEmpty)
    #expect(
      try parts(of: second, in: library) == ["https://example.org/shared.png": Array("shared".utf8)]
    )
    #expect(try !library.hasAttachment(Blake2b.hash(Array("own".utf8))))
    try library.expectWhole()
  }

  @Test(arguments: [[], [1, 2, 3], Array(repeating: 0xFF, count: 60)] as [[UInt8]])
  func `bytes that say nothing are no part`(bytes: [UInt8]) throws {
    let id = try library.write { try $0.add(.sample()).id }
    try library.takeStrange([
      Operation(ItemID(id), .source, .keep(.resources, .union, .bytes(bytes))),
      Operation(ItemID(id), .source, .keep(.resources, .union, .text("x"))),
    ])
    #expect(try parts(of: id, in: library).isEmpty)
    try library.expectWhole()
  }
}
