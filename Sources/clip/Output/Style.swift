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

  private func wrap(_ text: String, _ code: String) -> String {
    isColored && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
