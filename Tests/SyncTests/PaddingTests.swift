import Testing

@testable import Sync

@Suite struct ThePadding {
  @Test func `tells little and costs little`() {
    #expect(Padding.padded(0) == Padding.padded(512))
    var lengths: Set<Int> = []
    for length in 513...100_000 {
      let padded = Padding.padded(length)
      #expect(padded >= length && Double(padded) <= Double(length) * 1.12)
      lengths.insert(padded)
    }
    #expect(lengths.count < 200)
  }
}
