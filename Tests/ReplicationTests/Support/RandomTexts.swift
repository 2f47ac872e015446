import Replication
import TestSupport

/// Pieces that a careless cut would break: combining marks, joined emoji, flags, CRLF, scripts
/// without spaces, and the plain letters between them.
private let pieces = [
  "a", "b", "e", "word", "note", "the", " ", " ", " ", "  ", ".", ",", "\n", "\n", "\r\n", "\t",
  "e\u{301}", "\u{e9}", "o\u{308}\u{323}", "👩‍👩‍👧", "👍🏽", "🇩🇪", "🇫🇷", "🇯", "漢字", "かな", "क्षि", "한",
  "\u{200d}",
  "\u{301}", "\r", "- item\n", "A line that is often there.\n",
]

extension SeededGenerator {
  /// Up to so many pieces, hard to cut.
  mutating func text(ofAtMost count: Int) -> [Unicode.Scalar] {
    (0..<Int.random(in: 0...count, using: &self)).flatMap { _ in
      Array((pieces.randomElement(using: &self) ?? "").unicodeScalars)
    }
  }

  /// The text with a few passages cut out, put in, replaced or moved.
  mutating func edited(_ text: [Unicode.Scalar], times: Int) -> [Unicode.Scalar] {
    var text = text
    for _ in 0..<times {
      let start = Int.random(in: 0...text.count, using: &self)
      let end = Int.random(in: start...min(text.count, start + 12), using: &self)
      let passage = Array(text[start..<end])
      switch Int.random(in: 0..<4, using: &self) {
      case 0: text.replaceSubrange(start..<end, with: [])
      case 1: text.insert(contentsOf: self.text(ofAtMost: 4), at: start)
      case 2: text.replaceSubrange(start..<end, with: self.text(ofAtMost: 4))
      default:
        text.replaceSubrange(start..<end, with: [])
        text.insert(contentsOf: passage, at: Int.random(in: 0...text.count, using: &self))
      }
    }
    return text
  }
}

extension SeededGenerator {
  /// Up to three small patches, each within the text that the one before it left.
  mutating func patches(of text: [Unicode.Scalar]) -> [TextPatch] {
    var length = text.count
    return (0..<Int.random(in: 0...3, using: &self)).map { _ in
      let position = Int.random(in: 0...length, using: &self)
      let deleted = Int.random(in: 0...min(3, length - position), using: &self)
      let inserted = Array(self.text(ofAtMost: 2).prefix(4))
      length += inserted.count - deleted
      return TextPatch(position: position, deleted: deleted, inserted: inserted)
    }
  }
}

func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
  String(String.UnicodeScalarView(scalars))
}
