import TestSupport
import Testing

@testable import Replication

@Suite struct WritingAndReadingBytes {
  @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 1 << 32, 1 << 63, UInt64.max])
  func `numbers are read back`(number: UInt64) throws {
    var writer = ByteWriter()
    writer.append(number)
    writer.append(signed: Int64(bitPattern: number))
    writer.append(fixed: number)

    var reader = ByteReader(writer.bytes)
    #expect(try reader.number() == number)
    #expect(try reader.signed() == Int64(bitPattern: number))
    #expect(try reader.fixed() == number)
    #expect(reader.isAtEnd)
  }

  @Test(
    arguments: [(0, [0]), (-1, [1]), (1, [2]), (-2, [3]), (63, [126]), (64, [128, 1])]
      as [(Int64, [UInt8])]
  )
  func `small numbers of either sign are short`(number: Int64, bytes: [UInt8]) {
    var writer = ByteWriter()

    writer.append(signed: number)

    #expect(writer.bytes == bytes)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `values of any kind are read back`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let values = (0..<10).map { _ in random.anyValue() }
    var writer = ByteWriter()
    for value in values { writer.append(value) }

    // When
    var reader = ByteReader(writer.bytes)
    let read = try values.map { _ in try reader.value() }

    // Then
    #expect(read == values)
    #expect(reader.isAtEnd)
  }

  @Test(
    arguments: [
      [0x80], [0x80, 0x80], [0x80, 0x00], [0xff, 0x80, 0x00],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
      [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
      Array(repeating: 0xff, count: 100),
    ] as [[UInt8]]
  )
  func `a number cut short, padded or too great is refused`(bytes: [UInt8]) {
    #expect(throws: CodecError.self) {
      var reader = ByteReader(bytes)
      _ = try reader.number()
    }
  }

  @Test(arguments: 0..<64 as Range<UInt64>)
  func `a count of more than could follow is refused before it is believed`(shift: UInt64) {
    // Given a great number and three bytes after it
    var writer = ByteWriter()
    writer.append(UInt64.max >> shift)
    writer.append(raw: [1, 2, 3])

    // Then
    var reader = ByteReader(writer.bytes)
    let count = try? reader.count()
    #expect(count.map { $0 <= 3 } ?? (UInt64.max >> shift > 3))
    for size in [2, 17] {
      var reader = ByteReader(writer.bytes)
      #expect((try? reader.count(ofSize: size)) ?? 0 <= 3 / size)
    }
    var another = ByteReader(writer.bytes)
    #expect(((try? another.counted()) == nil) == (UInt64.max >> shift > 3))
  }

  @Test func `a text that is not UTF-8 is refused`() {
    for bytes in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80]] {
      var writer = ByteWriter()
      writer.append(bytes.map(UInt8.init))
      #expect(throws: CodecError.notText) {
        var reader = ByteReader(writer.bytes)
        _ = try reader.text()
      }
    }
  }

  @Test(arguments: ["", "caf\u{e9}", "cafe\u{301}", "👩‍👩‍👧", "\u{feff}x"])
  func `a text keeps its Unicode form`(text: String) throws {
    var writer = ByteWriter()
    writer.append(text)

    var reader = ByteReader(writer.bytes)
    #expect(try Array(reader.text().utf8) == Array(text.utf8))
  }

  @Test func `a text with a null character is refused`() throws {
    var writer = ByteWriter()
    writer.append("before\0after")

    var reader = ByteReader(writer.bytes)
    #expect(throws: CodecError.notText) { try reader.text() }
  }

  @Test func `a frame ends where it says and the reader goes on behind it`() throws {
    // Given
    var writer = ByteWriter()
    writer.append([7, 8] as [UInt8])
    writer.append(byte: 9)

    // When
    var reader = ByteReader(writer.bytes)
    var frame = try reader.frame()

    // Then
    #expect(try frame.raw(2) == [7, 8])
    #expect(throws: CodecError.endsEarly) { try frame.byte() }
    #expect(try reader.byte() == 9)
    #expect(throws: CodecError.endsEarly) { try reader.byte() }
    #expect(throws: CodecError.endsEarly) { try reader.raw(-1) }
  }

  @Test func `a value of an unknown kind is refused`() {
    #expect(throws: CodecError.self) {
      var reader = ByteReader([6, 0])
      _ = try reader.value()
    }
  }
}

@Suite struct Identifiers {
  @Test(arguments: 0..<50 as Range<UInt64>)
  func `their digits and bytes are read back, and both keep the order`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let (one, two) = (ItemID.random(using: &random), ItemID.random(using: &random))

    #expect(ItemID(hexadecimal: one.description) == one)
    #expect(ItemID(one.bytes) == one)
    #expect((one < two) == (one.description < two.description))
    #expect((one < two) == one.bytes.lexicographicallyPrecedes(two.bytes))
  }

  @Test(arguments: ["", "0", "00", "g0", "AB", "+1", " 1", "é"])
  func `other than lower-case pairs of digits are refused`(text: String) {
    #expect(ItemID(hexadecimal: text) == nil)
    let bytes = [UInt8](hexadecimal: text)
    #expect(bytes == (text.isEmpty ? [] : text == "00" ? [0] : nil))
  }

  @Test func `digits of too many or too few bytes are no id`() {
    #expect(ItemID(hexadecimal: String(repeating: "0", count: 30)) == nil)
    #expect(ItemID(hexadecimal: String(repeating: "0", count: 34)) == nil)
    #expect(ItemID(hexadecimal: String(repeating: "0", count: 32)) == ItemID(high: 0, low: 0))
  }
}

@Suite struct Digests {
  @Test(arguments: [0, 31, 33])
  func `other than 32 bytes are none`(count: Int) {
    #expect(Digest(Array(repeating: 1, count: count)) == nil)
  }

  @Test func `its bytes are written, shown and read back`() throws {
    let digest = try #require(Digest(0..<32))
    var writer = ByteWriter()
    writer.append(raw: digest.bytes)

    var reader = ByteReader(writer.bytes)
    #expect(try reader.digest() == digest)
    #expect(digest.description.hasPrefix("000102") && digest.description.count == 64)
    #expect(Digest.zero.bytes == Array(repeating: 0, count: 32))
  }
}
