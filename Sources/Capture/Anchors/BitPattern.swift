/// A pattern that is looked for with errors: insertions, deletions and replacements of scalars.
///
/// The columns of the table of edit distances are bit vectors, one step of a few instructions for 64
/// of its rows (Myers, *A fast bit-vector algorithm for approximate string matching based on dynamic
/// programming*, 1999; a carry between blocks after Hyyrö, 2003).
struct BitPattern {
  let count: Int
  private let blocks: Int
  private let symbols: SymbolTable
  /// For each symbol and block the places of the pattern at which it stands.
  ///
  /// Symbol 0 is all that the pattern has not.
  private let masks: [UInt64]

  /// - Precondition: the pattern is not empty.
  init(_ pattern: some Collection<UInt32>) {
    precondition(!pattern.isEmpty, "an empty pattern is everywhere")
    count = pattern.count
    blocks = (pattern.count + 63) / 64
    symbols = SymbolTable(pattern)
    var masks = [UInt64](repeating: 0, count: (symbols.count + 1) * blocks)
    for (row, scalar) in pattern.enumerated() {
      masks[symbols[scalar] * blocks + row / 64] |= 1 << UInt64(row % 64)
    }
    self.masks = masks
  }

  /// Calls `body` for each place of a text with the least errors of a passage that ends before it:
  /// one that begins anywhere, or with the text.
  ///
  /// - Complexity: O(N · M / 64) for N scalars of the text and M of the pattern.
  @inline(__always)
  func scan(
    _ text: some Collection<UInt32>,
    fromStart: Bool = false,
    _ body: (_ end: Int, _ errors: Int) -> Void
  ) {
    var positive = [UInt64](repeating: .max, count: blocks)
    var negative = [UInt64](repeating: 0, count: blocks)
    let last = UInt64(1) << UInt64((count - 1) % 64)
    var errors = count
    var end = 0
    let entering = fromStart ? 1 : 0
    masks.withUnsafeBufferPointer { masks in
      positive.withUnsafeMutableBufferPointer { positive in
        negative.withUnsafeMutableBufferPointer { negative in
          for scalar in text {
            let symbol = symbols[scalar] * blocks
            var carry = entering
            for block in 0..<blocks {
              carry = Self.step(
                &positive[block],
                &negative[block],
                masks[symbol + block],
                carry,
                block == blocks - 1 ? last : 1 << 63
              )
            }
            errors += carry
            end += 1
            body(end, errors)
          }
        }
      }
    }
  }

  /// Takes one block of 64 rows one scalar on; the change of its last row.
  @inline(__always)
  private static func step(
    _ positive: inout UInt64,
    _ negative: inout UInt64,
    _ mask: UInt64,
    _ carry: Int,
    _ lastRow: UInt64
  ) -> Int {
    let vertical = mask | negative
    let equal = carry < 0 ? mask | 1 : mask
    let horizontal = (((equal & positive) &+ positive) ^ positive) | equal
    var rising = negative | ~(horizontal | positive)
    var falling = positive & horizontal
    let leaving = rising & lastRow != 0 ? 1 : falling & lastRow != 0 ? -1 : 0
    rising <<= 1
    falling <<= 1
    if carry > 0 { rising |= 1 } else if carry < 0 { falling |= 1 }
    positive = falling | ~(vertical | rising)
    negative = rising & vertical
    return leaving
  }
}

/// Numbers the scalars of a pattern, from 1; all others are 0.
///
/// An open hash table: a dictionary would cost more than the step that it serves.
private struct SymbolTable {
  private(set) var count = 0
  private var keys: [UInt32]
  private var numbers: [UInt16]
  private let shift: UInt32

  init(_ pattern: some Collection<UInt32>) {
    var bits: UInt32 = 7
    while 1 << bits < 4 * min(pattern.count, 1 << 14) { bits += 1 }
    shift = 32 - bits
    keys = Array(repeating: .max, count: 1 << bits)
    numbers = Array(repeating: 0, count: 1 << bits)
    for scalar in pattern where count < Int(UInt16.max) / 4 {
      let slot = slot(of: scalar)
      guard keys[slot] != scalar else { continue }
      count += 1
      keys[slot] = scalar
      numbers[slot] = UInt16(count)
    }
  }

  @inline(__always)
  subscript(scalar: UInt32) -> Int { Int(numbers[slot(of: scalar)]) }

  /// Where a scalar is, or where it would be.
  @inline(__always)
  private func slot(of scalar: UInt32) -> Int {
    var slot = Int((scalar &* 0x9E37_79B1) >> shift)
    while keys[slot] != scalar, keys[slot] != .max { slot = (slot + 1) & (keys.count - 1) }
    return slot
  }
}
