/// Names in an element with several parts: a name, a role, a portrait's caption, a date.
///
/// Its text alone would run them together; here each run of text is a part, and parts belong
/// together only where a joining word or a comma says so.
enum BylinePieces {
  static func names(in index: Int, of tree: HTMLTree) -> [String] {
    var line = ""
    var wasLink = false
    for piece in pieces(of: index, in: tree) {
      if line.isEmpty {
        line = piece.text
      } else if joins(line) || piece.text.first.map({ ",;&".contains($0) }) == true
        || startsWithJoint(piece.text)
      {
        line += " " + piece.text
      } else if wasLink, piece.isLink {
        // Authors that are listed as links have nothing between them.
        line += "; " + piece.text
      } else {
        line += " | " + piece.text
      }
      wasLink = piece.isLink
    }
    return Byline.names(in: line)
  }

  private static func pieces(of index: Int, in tree: HTMLTree) -> [(text: String, isLink: Bool)] {
    var pieces: [(String, Bool)] = []
    var linkEnd = 0
    var next = index
    while next < tree.nodes[index].end {
      let node = tree.nodes[next]
      if !node.isText, Elements.unread.contains(node.name), next != index {
        next = max(next + 1, node.end)
        continue
      }
      if node.name == "a" { linkEnd = node.end }
      if node.isText {
        let text = node.text.collapsingWhitespace()
        if !text.isEmpty { pieces.append((text, next < linkEnd || tree.nodes[index].name == "a")) }
      }
      next += 1
    }
    return pieces
  }

  /// Whether a line waits for more.
  private static func joins(_ line: String) -> Bool {
    if let last = line.last, ",;&:".contains(last) { return true }
    guard let word = line.split(separator: " ").last?.lowercased() else { return false }
    return joints.contains(word)
  }

  private static func startsWithJoint(_ text: String) -> Bool {
    text.split(separator: " ").first.map { joints.contains($0.lowercased()) } ?? false
  }

  private static let joints: Set<String> = [
    "by", "and", "und", "et", "y", "e", "en", "og", "och", "von", "par", "por", "di", "door", "af",
    "av", "with", "mit", "autor", "author", "authors", "autoren", "dr", "dr.", "prof.",
  ]
}
