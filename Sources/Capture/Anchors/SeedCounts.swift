/// Where in a text much of a pattern stands on one diagonal: short pieces of it, in its own order
/// and at its own distances.
///
/// As seed-and-extend searches of genomes do it: what is found here is then compared scalar by
/// scalar. A word more or less shifts the diagonal, so neighbouring ones are counted together.
struct SeedCounts {
  /// Scalars of a piece.
  private static let length = 4
  /// Places of the pattern that are counted for one and the same piece, so that a pattern that
  /// repeats itself costs no more than others.
  private static let placesOfPiece = 4

  private let patternCount: Int
  private let shift: Int
  private var counts: [UInt16]

  /// - Complexity: O(N + M) for N scalars of the text and M of the pattern.
  init(of pattern: [UInt32], in text: [UInt32]) {
    patternCount = pattern.count
    var shift = 4
    while 1 << shift < pattern.count / 8 { shift += 1 }
    self.shift = shift
    counts = Array(repeating: 0, count: (text.count + pattern.count) >> shift + 2)
    let pieces = Pieces(of: pattern)
    let count = pattern.count
    counts.withUnsafeMutableBufferPointer { counts in
      Self.forEachPiece(of: text) { place, hash in
        pieces.forEachPlace(of: hash) { own in
          let diagonal = (place - own + count) >> shift
          if counts[diagonal] < .max { counts[diagonal] += 1 }
        }
      }
    }
  }

  /// Where the pattern may begin, the most promising first: at most so many ranges of starts.
  func starts(atMost limit: Int) -> [Range<Int>] {
    var best: [(count: Int, bin: Int)] = []
    for bin in 0..<counts.count - 1 {
      let count = Int(counts[bin]) + Int(counts[bin + 1])
      guard count >= 3, best.count < limit || count > best[best.count - 1].count else { continue }
      // Of neighbours the best stands for all.
      if let near = best.firstIndex(where: { abs($0.bin - bin) <= 2 }) {
        guard count > best[near].count else { continue }
        best.remove(at: near)
      }
      let place = best.firstIndex { $0.count < count } ?? best.count
      best.insert((count, bin), at: place)
      if best.count > limit { best.removeLast() }
    }
    let least = (best.first?.count ?? 0) / 4
    return best.filter { $0.count >= least }.map { found in
      let start = found.bin << shift - patternCount
      return start..<start + 2 << shift
    }
  }

  @inline(__always)
  private static func forEachPiece(of text: [UInt32], _ body: (Int, UInt32) -> Void) {
    let factor: UInt32 = 0x0100_0193
    let leaving = factor &* factor &* factor &* factor
    text.withUnsafeBufferPointer { text in
      var hash: UInt32 = 0
      for index in text.indices {
        hash = hash &* factor &+ text[index] &+ 1
        if index >= length { hash = hash &- leaving &* (text[index - length] &+ 1) }
        if index >= length - 1 { body(index + 1 - length, hash) }
      }
    }
  }

  /// The places of a pattern's pieces by their hashes.
  private struct Pieces {
    private var heads: [Int32]
    private var next: [Int32]
    private var hashes: [UInt32]
    private let shift: UInt32

    init(of pattern: [UInt32]) {
      var bits: UInt32 = 8
      while 1 << bits < 4 * min(pattern.count, 1 << 16) { bits += 1 }
      shift = 32 - bits
      heads = Array(repeating: -1, count: 1 << bits)
      next = Array(repeating: -1, count: pattern.count)
      hashes = Array(repeating: 0, count: pattern.count)
      forEachPiece(of: pattern) { place, hash in
        let slot = Int((hash &* 0x9E37_79B1) >> shift)
        var known = 0
        var other = heads[slot]
        while other >= 0, known < placesOfPiece {
          known += 1
          other = next[Int(other)]
        }
        guard known < placesOfPiece else { return }
        hashes[place] = hash
        next[place] = heads[slot]
        heads[slot] = Int32(place)
      }
    }

    @inline(__always)
    func forEachPlace(of hash: UInt32, _ body: (Int) -> Void) {
      var place = heads[Int((hash &* 0x9E37_79B1) >> shift)]
      while place >= 0 {
        if hashes[Int(place)] == hash { body(Int(place)) }
        place = next[Int(place)]
      }
    }
  }
}
