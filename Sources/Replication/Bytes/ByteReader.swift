/// Why bytes could not be read.
public struct CodecError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong, as a phrase: `ends early`.
  public let description: String

  public init(_ description: String) {
    self.description = description
  }

  public static let endsEarly = CodecError("it ends early")
  public static let overlong = CodecError("a number is out of range")
  public static let notText = CodecError("a text is not UTF-8")
}

/// Reads what ``ByteWriter`` writes, from anyone: every length is checked before it is believed, so
/// memory stays within a constant times the input.
public struct ByteReader {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  public init(_ bytes: [UInt8]) {
    self.init(bytes, from: 0, to: bytes.count)
  }

  private init(_ bytes: [UInt8], from start: Int, to end: Int) {
    self.bytes = bytes
    position = start
    self.end = end
  }

  /// How many bytes are left.
  public var remaining: Int { end - position }

  public var isAtEnd: Bool { position == end }

  public mutating func byte() throws(CodecError) -> UInt8 {
    guard position < end else { throw .endsEarly }
    defer { position += 1 }
    return bytes[position]
  }

  public mutating func number() throws(CodecError) -> UInt64 {
    // Most numbers are small.
    if position < end, bytes[position] < 0x80 {
      defer { position += 1 }
      return UInt64(bytes[position])
    }
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      let bits = UInt64(next & 0x7f)
      guard shift < 64, (bits << shift) >> shift == bits else { throw .overlong }
      number |= bits << shift
      guard next & 0x80 != 0 else {
        // One number, one form: equal values must have equal bytes.
        guard next != 0 || shift == 0 else { throw .overlong }
        return number
      }
      shift += 7
    }
  }

  public mutating func signed() throws(CodecError) -> Int64 {
    let number = try number()
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }

  /// How many things follow, each of at least `size` bytes: more than could fit is an error.
  public mutating func count(ofSize size: Int = 1) throws(CodecError) -> Int {
    let number = try number()
    guard number <= UInt64(remaining / size) else { throw .endsEarly }
    return Int(number)
  }

  public mutating func raw(_ count: Int) throws(CodecError) -> [UInt8] {
    guard count >= 0, count <= remaining else { throw .endsEarly }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  public mutating func counted() throws(CodecError) -> [UInt8] {
    try raw(try count())
  }

  /// A reader for the next counted bytes alone.
  public mutating func frame() throws(CodecError) -> ByteReader {
    let count = try count()
    defer { position += count }
    return ByteReader(bytes, from: position, to: position + count)
  }

  /// UTF-8 without null characters, which databases and terminals take for the end.
  public mutating func text() throws(CodecError) -> String {
    try text(try stretch())
  }

  /// The next counted bytes, as a range of ``input``.
  mutating func stretch() throws(CodecError) -> Range<Int> {
    let count = try count()
    defer { position += count }
    return position..<position + count
  }

  /// All bytes, those that were read among them.
  var input: [UInt8] { bytes }

  /// The text that a range of ``input`` is.
  func text(_ range: Range<Int>) throws(CodecError) -> String {
    let text = bytes.withUnsafeBufferPointer { bytes -> String? in
      let bytes = UnsafeBufferPointer(rebasing: bytes[range])
      return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
    guard let text else { throw .notText }
    return text
  }

  public mutating func id<Subject>() throws(CodecError) -> UniqueID<Subject> {
    UniqueID(high: try fixed(), low: try fixed())
  }

  public mutating func digest() throws(CodecError) -> Digest {
    guard let digest = Digest(try raw(Digest.size)) else { throw .endsEarly }
    return digest
  }

  public mutating func fixed() throws(CodecError) -> UInt64 {
    guard remaining >= 8 else { throw .endsEarly }
    defer { position += 8 }
    return bytes.withUnsafeBytes {
      UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
  }
}
