import Testing

@testable import Capture

@Suite struct CollapsingWhiteSpace {
  @Test func `every white space of Unicode is one, and nothing else is`() {
    for value in (0...0x1_FFFF as ClosedRange<UInt32>) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "a\(scalar)\(scalar)b"
      #expect(
        text.collapsingWhitespace() == (scalar.properties.isWhitespace ? "a b" : text),
        "U+\(String(value, radix: 16))"
      )
    }
  }

  @Test(arguments: UInt64(1)...20)
  func `what is left is the words with one space between`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces: [String] = [
      "a", "é", "潮", "🌊", " ", "\n", "\u{A0}", "\u{3000}", "\u{2009}", "\u{85}",
    ]
    for _ in 0..<200 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      let words = text.split { $0.isWhitespace }
      #expect(
        text.collapsingWhitespace() == words.joined(separator: " "),
        "\(text.debugDescription)"
      )
    }
  }
}
