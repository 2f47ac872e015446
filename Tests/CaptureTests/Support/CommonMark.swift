import CCmarkGFM
import Foundation

@testable import Capture

/// What cmark-gfm, GitHub's own reader, makes of a Markdown text.
enum CommonMark {
  private static let extensions = ["table", "strikethrough", "autolink", "tasklist"]
  private static let options = Int32(CMARK_OPT_FOOTNOTES) | Int32(CMARK_OPT_UNSAFE)
  private static let isReady: Bool = {
    cmark_gfm_core_extensions_ensure_registered()
    return true
  }()

  static func html(_ markdown: String) -> String {
    guard isReady, let parser = cmark_parser_new(options) else { return "" }
    defer { cmark_parser_free(parser) }
    for name in extensions {
      if let found = cmark_find_syntax_extension(name) {
        cmark_parser_attach_syntax_extension(parser, found)
      }
    }
    cmark_parser_feed(parser, markdown, markdown.utf8.count)
    guard let document = cmark_parser_finish(parser) else { return "" }
    defer { cmark_node_free(document) }
    let used = cmark_parser_get_syntax_extensions(parser)
    guard let html = cmark_render_html(document, options, used) else { return "" }
    defer { free(html) }
    return String(cString: html)
  }
}

extension HTMLTree {
  /// The text of the page's body as a reader sees it: one space between words and between blocks.
  var readText: String {
    guard let body = firstElement(named: "body") else { return "" }
    var text = ""
    var ends: [Int] = []
    for index in subtree(of: body) {
      while let end = ends.last, end <= index {
        text += " "
        ends.removeLast()
      }
      let node = nodes[index]
      text += node.text
      if !node.isText, !Elements.inline.contains(node.name) || node.name == "br" {
        text += " "
        ends.append(node.end)
      }
    }
    return text.collapsingWhitespace()
  }
}
