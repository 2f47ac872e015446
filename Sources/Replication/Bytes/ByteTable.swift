/// Numbers different stretches of some bytes, in the order in which they came: short texts of which
/// each is written once.
///
/// A stretch is a range of bytes that lie elsewhere, so nothing is copied. Hashed with a seed of the
/// process, so that nobody can choose what collides.
struct ByteTable {
  private var stretches: [Stretch] = []
  /// One more than the index of a stretch, or 0, at its hash or the next free place.
  ///
  /// A power of two of them, at least twice as many as stretches; none while there are few.
  private var places: [UInt32] = []

  private struct Stretch {
    let range: Range<Int>
    let hash: Int
  }

  /// Fewer are looked through one by one.
  private static let few = 8

  var count: Int { stretches.count }

  /// The range that got a number.
  subscript(number: Int) -> Range<Int> { stretches[number].range }

  /// The number of a stretch with the same bytes; `nil` when there was none and this one got the next.
  ///
  /// - Complexity: O(length) on average.
  mutating func number(of range: Range<Int>, in bytes: borrowing [UInt8]) -> Int? {
    bytes.withUnsafeBytes { number(of: range, in: $0) }
  }

  private mutating func number(of range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Int? {
    let wanted = UnsafeRawBufferPointer(rebasing: bytes[range])
    if places.isEmpty {
      for (number, known) in stretches.enumerated() where Self.isSame(wanted, known, bytes) {
        return number
      }
      guard stretches.count == Self.few else {
        stretches.append(Stretch(range: range, hash: 0))
        return nil
      }
      stretches = stretches.map { Stretch(range: $0.range, hash: Self.hash($0.range, bytes)) }
      grow()
    }
    let hash = Self.hash(range, bytes)
    var place = hash & (places.count - 1)
    while places[place] > 0 {
      let number = Int(places[place]) - 1
      let known = stretches[number]
      if known.hash == hash, Self.isSame(wanted, known, bytes) { return number }
      place = (place + 1) & (places.count - 1)
    }
    stretches.append(Stretch(range: range, hash: hash))
    places[place] = UInt32(stretches.count)
    if stretches.count * 2 > places.count { grow() }
    return nil
  }

  private mutating func grow() {
    places = Array(repeating: 0, count: max(4 * Self.few, places.count * 4))
    for (number, known) in stretches.enumerated() {
      var place = known.hash & (places.count - 1)
      while places[place] > 0 { place = (place + 1) & (places.count - 1) }
      places[place] = UInt32(number + 1)
    }
  }

  private static func hash(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]))
    return hasher.finalize()
  }

  private static func isSame(
    _ wanted: UnsafeRawBufferPointer,
    _ known: Stretch,
    _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    guard wanted.count == known.range.count else { return false }
    let start = known.range.lowerBound
    for index in 0..<wanted.count where wanted[index] != bytes[start + index] { return false }
    return true
  }
}
