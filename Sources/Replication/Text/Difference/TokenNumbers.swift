/// Gives equal tokens of two texts equal numbers, counted from 0.
///
/// Tokens are equal when their scalars are. Strings would take two spellings of one letter for
/// equal, and the change of spelling would be lost.
///
/// An open hash table with a bound on its probes. Each find is verified, so that different tokens
/// never share a number; texts made to collide give some equal tokens different numbers, which
/// costs them a larger difference and nobody any time.
struct TokenNumbers {
  private(set) var old: [Int32] = []
  private(set) var new: [Int32] = []
  /// How many numbers there are.
  private(set) var count = 0

  private static let probes = 32

  /// - Complexity: O(N) for texts of N scalars.
  init(_ oldTokens: TextTokens, _ newTokens: TextTokens) {
    var table = Table(capacity: oldTokens.count + newTokens.count)
    old = table.numbers(of: oldTokens, isNew: false, other: oldTokens.text)
    new = table.numbers(of: newTokens, isNew: true, other: oldTokens.text)
    count = table.known.count
  }

  private struct Known {
    var hash: UInt64
    var range: Range<Int>
    var isNew: Bool
  }

  private struct Table {
    var known: [Known] = []
    private var slots: [Int32]

    init(capacity: Int) {
      var size = 16
      while size < capacity * 2 { size *= 2 }
      slots = Array(repeating: -1, count: size)
      known.reserveCapacity(capacity)
    }

    mutating func numbers(
      of tokens: TextTokens,
      isNew: Bool,
      other oldText: [Unicode.Scalar]
    ) -> [Int32] {
      var numbers: [Int32] = []
      numbers.reserveCapacity(tokens.count)
      tokens.text.withUnsafeBufferPointer { text in
        oldText.withUnsafeBufferPointer { oldText in
          for token in 0..<tokens.count {
            let range = tokens.cuts[token]..<tokens.cuts[token + 1]
            let token = Known(hash: TokenNumbers.hash(text, range), range: range, isNew: isNew)
            let number = number(of: token) { other in
              TokenNumbers.isEqual(text, range, other.isNew ? text : oldText, other.range)
            }
            numbers.append(number)
          }
        }
      }
      return numbers
    }

    @inline(__always)
    private mutating func number(of token: Known, isSame: (Known) -> Bool) -> Int32 {
      var slot = Int(truncatingIfNeeded: token.hash) & (slots.count - 1)
      for _ in 0..<TokenNumbers.probes {
        let found = slots[slot]
        if found < 0 { break }
        if known[Int(found)].hash == token.hash, isSame(known[Int(found)]) { return found }
        slot = (slot + 1) & (slots.count - 1)
      }
      let number = Int32(known.count)
      known.append(token)
      if slots[slot] < 0 { slots[slot] = number }
      return number
    }
  }

  @inline(__always)
  private static func isEqual(
    _ text: UnsafeBufferPointer<Unicode.Scalar>,
    _ range: Range<Int>,
    _ other: UnsafeBufferPointer<Unicode.Scalar>,
    _ otherRange: Range<Int>
  ) -> Bool {
    guard range.count == otherRange.count else { return false }
    for offset in 0..<range.count
    where text[range.lowerBound + offset] != other[otherRange.lowerBound + offset] {
      return false
    }
    return true
  }

  static func hash(of token: [Unicode.Scalar]) -> UInt64 {
    token.withUnsafeBufferPointer { hash($0, token.indices) }
  }

  @inline(__always)
  private static func hash(
    _ text: UnsafeBufferPointer<Unicode.Scalar>,
    _ range: Range<Int>
  ) -> UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    for index in range {
      hash = (hash ^ UInt64(text[index].value)) &* 0xff51_afd7_ed55_8ccd
    }
    hash ^= hash >> 32
    hash = hash &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 29
  }
}
