/// Text in which formulas stand between TeX's delimiters, for a program in the page to set.
enum TeXText {
  enum Piece: Equatable {
    case text(String)
    case formula(Formula)
  }

  private static let delimiters: [(open: String, close: String, isDisplay: Bool)] = [
    ("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("$", "$", false),
  ]

  /// Scalars of a formula; more is an accident of two dollar signs.
  private static let longest = 2000

  /// Text and formulas in order.
  static func pieces(of text: String) -> [Piece] {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "\\") }) else {
      return [.text(text)]
    }
    var pieces: [Piece] = []
    var plain = ""
    var rest = text[...]
    while let mark = rest.firstIndex(where: { $0 == "$" || $0 == "\\" }) {
      plain += rest[..<mark]
      rest = rest[mark...]
      if let (formula, end) = formula(at: rest) {
        pieces.append(.text(plain))
        pieces.append(.formula(formula))
        plain = ""
        rest = rest[end...]
      } else {
        plain.append(rest.removeFirst())
      }
    }
    pieces.append(.text(plain + rest))
    return pieces.filter { $0 != .text("") }
  }

  static func holdsTeX(_ text: String) -> Bool {
    pieces(of: text).contains { piece in
      if case .formula(let formula) = piece { looksLikeTeX(formula.tex) } else { false }
    }
  }

  /// Whether a text has what formulas have and prose has not.
  static func looksLikeTeX(_ text: String) -> Bool {
    // Hardly any text has one of these, and a pattern takes its time.
    guard text.utf8.contains(where: signs.contains) else { return false }
    return text.firstMatch(of: /\\[A-Za-z]{2,}|[A-Za-z0-9)}\]][_^](?:\{|[A-Za-z0-9])/) != nil
  }

  private static let signs = Set("\\_^".utf8)

  private static func formula(at rest: Substring) -> (Formula, Substring.Index)? {
    for (open, close, isDisplay) in delimiters where rest.hasPrefix(open) {
      let start = rest.index(rest.startIndex, offsetBy: open.count)
      let window = rest[start...].prefix(longest)
      guard let end = end(of: close, in: window) else { continue }
      let source = window[..<end]
      guard open != "$" || isLikely(source, after: window[end...].dropFirst().first),
        let formula = Formula(String(source), isDisplay: isDisplay)
      else { continue }
      return (formula, window.index(end, offsetBy: close.count))
    }
    return nil
  }

  private static func end(of close: String, in window: Substring) -> Substring.Index? {
    var index = window.startIndex
    while index < window.endIndex {
      let rest = window[index...]
      if rest.hasPrefix(close) { return index }
      index = window.index(after: index)
      // An escaped mark ends nothing.
      if rest.first == "\\", index < window.endIndex { index = window.index(after: index) }
    }
    return nil
  }

  /// Dollars are money more often than formulas.
  private static func isLikely(_ source: Substring, after next: Character?) -> Bool {
    guard let first = source.first, let last = source.last, !first.isWhitespace,
      !last.isWhitespace, next?.isNumber != true
    else { return false }
    if looksLikeTeX(String(source)) { return true }
    return source.count <= 12 && !source.contains(where: \.isWhitespace) && !first.isNumber
      || source.count <= 40 && source.contains("=")
  }
}
