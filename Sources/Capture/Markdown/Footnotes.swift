/// The notes of a page: where the text refers to them, and what they say.
struct Footnotes {
  struct Definition: Equatable {
    var label: String
    /// Its nodes in order; what is in them is the note.
    var nodes: [Int]
  }

  /// The label of the note to which a node refers.
  var references: [Int: String] = [:]
  private(set) var definitions: [Definition] = []
  private var labels: Set<String> = []
  /// Numbers and ways back that stand in the notes, and notes told twice.
  var skipped: Set<Int> = []
  /// Scalars at the beginning of texts that are the number of a note.
  var numbers: [Int: Int] = [:]

  /// Adds what a note says.
  ///
  /// - Returns: its label, which no other note has: its number in the page where that is one.
  @discardableResult
  mutating func define(_ marker: String, by nodes: [Int]) -> String {
    let label = label(for: marker)
    labels.insert(label)
    definitions.append(Definition(label: label, nodes: nodes))
    return label
  }

  /// Goes on with a note in more nodes.
  mutating func extend(_ place: Int, by nodes: [Int]) {
    definitions[place].nodes += nodes
  }

  private func label(for marker: String) -> String {
    let word = marker.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    if !word.isEmpty, !labels.contains(word) { return word }
    var number = definitions.count + 1
    while labels.contains("\(number)") { number += 1 }
    return "\(number)"
  }
}

/// What the small signs that stand for notes look like.
enum NoteMarker {
  /// The bare sign of a text that is nothing else: `1`, `[2]`, `(a)`, `*`, `note 3`.
  static func bare(_ text: String) -> String? {
    let text = text.collapsingWhitespace()
    guard text.utf8.count < 16 else { return nil }
    return text.wholeMatch(of: sign).map { String($0.1) }
  }

  // Made once: a pattern takes longer to make than to try. Nothing changes it.
  nonisolated(unsafe) private static let sign =
    /[\[(]?\s*(?:(?:note|fn|nb|n\.)\s*)?(\d{1,4}|[A-Za-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶‖]{1,4})\s*[\])]?[.:]?/
    .ignoresCase()
  nonisolated(unsafe) private static let opening =
    /\s*[\[(]?([A-Za-z0-9*†‡§¶‖]{1,4})[\])]?[.:)]?\s*/

  /// The scalars that a note's number takes at the beginning of its text, with what follows it.
  static func length(of marker: String, in text: String) -> Int? {
    let pattern = text.prefixMatch(of: opening)
    guard let pattern, pattern.1 == marker else { return nil }
    return text[..<pattern.range.upperBound].unicodeScalars.count
  }

  /// A sign that only leads back from a note.
  static func leadsBack(_ text: String) -> Bool {
    let text = text.collapsingWhitespace().replacing("\u{FE0E}", with: "").replacing(
      "\u{FE0F}",
      with: ""
    )
    return ["↩", "↑", "^", "⏎", "⬆", "↵", "⤴", "↥", "back", "[back]", "return", "jump up"]
      .contains(text.lowercased()) || text.hasPrefix("↩")
  }
}
