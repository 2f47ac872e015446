/// Few bytes that unpack to many: a gzip file (RFC 1952) of one letter over and over.
enum Bomb {
  /// One from which so many bytes come out at least.
  static func gzip(unpackingTo size: Int) -> [UInt8] {
    // Its head; then a block with the fixed code: three bits, and five letters of nine bits each,
    // which ends at a byte.
    var bits = Bits()
    bits.append([0, 1, 0])
    for _ in 0..<5 { bits.append(bigEndian: 0b1_1001_0000, count: 9) }
    // "258 bytes as the one before": eight bits for the length, five for the distance. Eight of these
    // fill 13 bytes.
    var run = Bits()
    for _ in 0..<8 {
      run.append(bigEndian: 0b1100_0101, count: 8)
      run.append(bigEndian: 0, count: 5)
    }
    let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    let runs = Array(repeatElement(run.bytes, count: size / (8 * 258) + 1).joined())
    return head + bits.bytes + runs
  }

  /// Bits as deflate packs them: the lowest of a byte first.
  private struct Bits {
    private var bits: [UInt8] = []

    mutating func append(_ more: [UInt8]) { bits += more }

    mutating func append(bigEndian value: Int, count: Int) {
      bits += (0..<count).reversed().map { UInt8(value >> $0 & 1) }
    }

    var bytes: [UInt8] {
      stride(from: 0, to: bits.count, by: 8).map { start in
        bits[start..<min(start + 8, bits.count)].reversed().reduce(0) { $0 << 1 | $1 }
      }
    }
  }
}
