/// Decides which of two extractors found the article.
struct Arbiter {
  let tree: HTMLTree
  /// The article's text as the page's JSON-LD has it.
  let linkedBody: String?

  /// The scores are right more often; the selectors win where they found a good deal more
  /// sentences and little else, or where the page's own copy of the text says so.
  func choice(
    between scored: MainText.Selection,
    and selected: MainText.Selection?
  ) -> MainText.Selection {
    guard let selected else { return scored }
    if let linkedBody, linkedBody.utf8.count > 400 {
      let words = Self.words(linkedBody)
      let (left, right) = (agreement(scored, words), agreement(selected, words))
      if abs(left - right) > 0.05 { return left > right ? scored : selected }
    }
    let more = selected.prose - scored.prose
    let other = selected.length - scored.length - more
    return more * 5 > scored.prose && other * 2 < more ? selected : scored
  }

  /// How much of what is chosen is in the words of the true text, and the other way round, as F1.
  private func agreement(_ selection: MainText.Selection, _ words: Set<Substring>) -> Double {
    var text = ""
    for root in selection.roots {
      for index in tree.subtree(of: root)
      where tree.kinds[index].contains(.text) && !selection.marks[index] {
        text += tree.nodes[index].text + " "
      }
    }
    let found = Self.words(text)
    let common = Double(found.intersection(words).count)
    return 2 * common / Double(max(1, found.count + words.count))
  }

  /// Words in the scripts that space them; elsewhere what stands between marks.
  private static func words(_ text: String) -> Set<Substring> {
    Set(text.split { $0.isWhitespace || $0.isPunctuation })
  }
}
