import Replication

/// A body made of tagged, counted sections, so that later versions can add some: a reader passes
/// over those it does not know.
struct Sections {
  private var contents: [UInt64: [UInt8]] = [:]

  init() {}

  /// - Throws: ``CodecError`` unless the tags ascend and the lengths fit.
  init(decoding bytes: [UInt8]) throws(CodecError) {
    var reader = ByteReader(bytes)
    var previous: UInt64 = 0
    while !reader.isAtEnd {
      let tag = try reader.number()
      guard tag > previous else { throw CodecError("its sections are out of order") }
      contents[tag] = try reader.counted()
      previous = tag
    }
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    for (tag, content) in contents.sorted(by: { $0.key < $1.key }) {
      writer.append(tag)
      writer.append(content)
    }
    return writer.bytes
  }

  /// Adds a section; tags begin at 1.
  mutating func write(_ tag: UInt64, _ body: (inout ByteWriter) -> Void) {
    precondition(tag > 0 && contents[tag] == nil, "each section is written once")
    var writer = ByteWriter()
    body(&writer)
    contents[tag] = writer.bytes
  }

  /// Reads a whole section; `nil` when there is none.
  ///
  /// - Throws: ``CodecError`` when it does not have the form, or something follows its end.
  func read<Content>(
    _ tag: UInt64,
    _ body: (inout ByteReader) throws(CodecError) -> Content
  ) throws(CodecError) -> Content? {
    guard let content = contents[tag] else { return nil }
    var reader = ByteReader(content)
    let result = try body(&reader)
    guard reader.isAtEnd else { throw CodecError("a section is longer than its content") }
    return result
  }

  /// Reads a section that must be there.
  func require<Content>(
    _ tag: UInt64,
    _ body: (inout ByteReader) throws(CodecError) -> Content
  ) throws(CodecError) -> Content {
    guard let content = try read(tag, body) else { throw CodecError("section \(tag) is missing") }
    return content
  }
}
