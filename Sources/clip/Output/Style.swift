/// How parts of the output stand out; plain where there is no colour.
struct Style {
  let isColored: Bool

  func id(_ text: String) -> String { wrap(text, "33") }
  func strong(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func tag(_ text: String) -> String { wrap(text, "36") }
  func match(_ text: String) -> String { wrap(text, "1;32") }
  func removed(_ text: String) -> String { isColored ? wrap(text, "31") : "[-\(text)-]" }
  func added(_ text: String) -> String { isColored ? wrap(text, "32") : "{+\(text)+}" }
  func warning(_ text: String) -> String { wrap(text, "31") }

  func code(_ text: String) -> String { wrap(text, "36") }

  /// A piece of text in its face; where colours are there are links, too.
  func shown(_ piece: StyledText) -> String {
    guard isColored, piece.text.contains(where: { $0 != " " }) else { return piece.text }
    let link = piece.link.flatMap { Self.isSafe($0) ? $0 : nil }
    let codes: [(StyledText.Face, String)] = [
      (.strong, "1"), (.faint, "2"), (.slanted, "3"), (.struck, "9"), (.code, "36"),
    ]
    var set = codes.filter { piece.face.contains($0.0) }.map(\.1)
    if link != nil, !piece.face.contains(.faint) { set.append("4") }
    let text = set.isEmpty ? piece.text : wrap(piece.text, set.joined(separator: ";"))
    guard let link else { return text }
    return "\u{1b}]8;;\(link)\u{1b}\\\(text)\u{1b}]8;;\u{1b}\\"
  }

  /// Whether a terminal may be told to open an address that a stranger wrote: not a program's, and not
  /// a file's, which may lie on another machine that wants to know who asks.
  private static func isSafe(_ address: String) -> Bool {
    let scheme = address.prefix { $0 != ":" }.lowercased()
    return address.contains(":") && ["http", "https", "mailto"].contains(scheme)
  }

  private func wrap(_ text: String, _ code: String) -> String {
    isColored && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
