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
