import CCmarkGFM
import Foundation

/// The text of Markdown as cmark-gfm renders it.
enum RenderedText {
  private static let extensions = ["table", "strikethrough", "autolink", "tasklist"]
  private static let options = Int32(CMARK_OPT_FOOTNOTES) | Int32(CMARK_OPT_UNSAFE)
  private static let isReady: Bool = {
    cmark_gfm_core_extensions_ensure_registered()
    return true
  }()

  static func text(of markdown: String) -> String { plain(html(markdown)) }

  private static func html(_ markdown: String) -> String {
    guard isReady, let parser = cmark_parser_new(options) else { return "" }
    defer { cmark_parser_free(parser) }
    for name in extensions {
      guard let found = cmark_find_syntax_extension(name) else { continue }
      cmark_parser_attach_syntax_extension(parser, found)
    }
    cmark_parser_feed(parser, markdown, markdown.utf8.count)
    guard let document = cmark_parser_finish(parser) else { return "" }
    defer { cmark_node_free(document) }
    let used = cmark_parser_get_syntax_extensions(parser)
    guard let html = cmark_render_html(document, options, used) else { return "" }
    defer { free(html) }
    return String(cString: html)
  }

  /// Tags of elements that stand within a line; all others part words.
  private static let inline: Set<Substring> = [
    "a", "em", "strong", "del", "code", "sup", "sub", "img", "input",
  ]

  /// The text between the tags of what cmark-gfm wrote, which is well formed.
  private static func plain(_ html: String) -> String {
    var text = ""
    var rest = html[...]
    while let open = rest.firstIndex(of: "<") {
      text += rest[..<open]
      guard let close = rest[open...].firstIndex(of: ">") else { break }
      let name = rest[open..<close].drop { $0 == "<" || $0 == "/" }.prefix { $0.isLetter }
      // What refers to a note is no part of the word before it.
      let isNote = rest[open...].hasPrefix("<sup class=\"footnote-ref\">")
      if isNote || !inline.contains(name) { text += "\n" }
      rest = rest[rest.index(after: close)...]
    }
    return (text + rest).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
  }
}
