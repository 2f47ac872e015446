/// Builds the binary forms of this module: little-endian base-128 integers and counted bytes.
public struct ByteWriter {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  /// Seven bits a byte, low bits first, the high bit set on all but the last (LEB128).
  public mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  public mutating func append(_ count: Int) {
    precondition(count >= 0, "counts are not negative")
    append(UInt64(count))
  }

  /// Zigzag, in which 0, -1, 1 and -2 become 0, 1, 2 and 3.
  public mutating func append(signed number: Int64) {
    append(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// Bytes whose number the reader knows.
  public mutating func append(raw more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// The number of bytes, then the bytes.
  public mutating func append(_ more: [UInt8]) {
    append(more.count)
    bytes.append(contentsOf: more)
  }

  /// Takes back all but so many bytes.
  mutating func shorten(to count: Int) {
    bytes.removeLast(bytes.count - count)
  }

  /// UTF-8, counted in bytes.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 {
      append($0.count)
      bytes.append(contentsOf: $0)
    }
  }

  public mutating func append<Subject>(_ id: UniqueID<Subject>) {
    append(fixed: id.high)
    append(fixed: id.low)
  }

  /// Eight bytes, big-endian.
  public mutating func append(fixed word: UInt64) {
    withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
