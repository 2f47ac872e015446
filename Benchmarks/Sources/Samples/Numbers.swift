/// Numbers and words that a seed decides.
///
/// SplitMix64: Steele, Lea & Flood, *Fast Splittable Pseudorandom Number Generators* (2014).
public struct Numbers {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  public mutating func number(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  public mutating func words(_ count: Int) -> String {
    (0..<count).map { _ in Self.vocabulary[number(below: Self.vocabulary.count)] }
      .joined(separator: " ")
  }

  private static let vocabulary = """
    tide harbour gauge pier keeper level water stone mark record storm chart drift salt wind north \
    survey the of a and was in that every from which at by read measured again under above where \
    Ebbe caf\u{e9} P\u{e4}gel observatory refraction parallax transit meridian tables corrected
    """.split(separator: " ").map(String.init)
}
