/// What the names of HTML elements say about their content.
enum Elements {
  /// Elements that stand within a line of text.
  static let inline: Set<String> = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "ins", "kbd", "label", "mark", "math", "nobr", "picture", "q", "rb",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr", "source", "track", "audio", "video", "svg", "meta", "link",
  ]
  /// Elements that never hold an article's text.
  static let unread: Set<String> = [
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "canvas",
    "svg", "head", "link", "meta", "input", "select", "textarea", "button", "datalist", "progress",
    "meter", "audio", "video", "frameset", "noframes", "rp", "rt",
  ]
  /// Elements that frame a page rather than fill it.
  static let frame: Set<String> = ["nav", "aside", "footer", "dialog", "menu", "form"]
  static let headings: Set<String> = ["h1", "h2", "h3", "h4", "h5", "h6"]
  /// Elements whose own text is a paragraph.
  static let paragraphs: Set<String> = ["p", "pre", "h2", "h3", "h4", "h5", "h6"]
}

/// What kinds of element a node is of: asked of every node many times, so worked out once.
struct ElementKind: OptionSet, Sendable {
  let rawValue: UInt16

  static let text = ElementKind(rawValue: 1)
  static let inline = ElementKind(rawValue: 2)
  static let unread = ElementKind(rawValue: 4)
  static let frame = ElementKind(rawValue: 8)
  static let heading = ElementKind(rawValue: 16)
  static let paragraph = ElementKind(rawValue: 32)
  /// Elements that count for more than their text.
  static let measured = ElementKind(rawValue: 64)

  /// The kinds of an element by its name.
  init(of name: String) {
    var kind: ElementKind = []
    if Elements.inline.contains(name) { kind.insert(.inline) }
    if Elements.unread.contains(name) { kind.insert(.unread) }
    if Elements.frame.contains(name) { kind.insert(.frame) }
    if Elements.headings.contains(name) { kind.insert([.heading, .measured]) }
    if Elements.paragraphs.contains(name) { kind.insert(.paragraph) }
    if ["a", "img", "picture", "p", "li"].contains(name) { kind.insert(.measured) }
    self = kind
  }

  init(rawValue: UInt16) {
    self.rawValue = rawValue
  }
}
