import Model

extension ReadingPage {
  /// The title, and who wrote it where and when: the text of an article begins below them.
  func head(of source: Source?) -> String {
    guard let source, let title = source.title else { return "" }
    return line(Sanitized.line(title), .strong)
      + line(Sanitized.line(ItemLine.citation(of: source)), .faint) + "\n"
  }
}
