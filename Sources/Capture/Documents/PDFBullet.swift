/// Marks that begin an entry of a list.
enum PDFBullet {
  static func begins(_ line: String) -> Bool {
    line.unicodeScalars.drop { $0 == PageMarks.mark }.first.map { bullets.contains($0) } ?? false
  }

  /// An entry as Markdown.
  static func item(_ text: String) -> String {
    let words = String(text.unicodeScalars.drop { bullets.contains($0) || $0 == " " })
    return "- " + MarkdownEscape.lineStarts(words)
  }

  private static let bullets: Set<Unicode.Scalar> = ["•", "▪", "◦", "‣", "●", "■", "○", "⁃"]
}
