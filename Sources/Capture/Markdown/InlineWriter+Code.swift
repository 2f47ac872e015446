/// Code within a line, and that which breaks it.
extension InlineWriter {
  mutating func code(_ index: Int) {
    let inside = tree.subtree(of: index)
    let hasLines = inside.contains { tree.nodes[$0].name == "br" }
    if hasLines, mode == .paragraph, open.isEmpty { return codeLines(index) }
    let raw = inside.map { tree.nodes[$0].name == "br" ? " " : tree.nodes[$0].text }.joined()
    let text = raw.collapsingWhitespace()
    hasSpace = hasSpace || raw.first?.isWhitespace == true
    defer { hasSpace = hasSpace || raw.last?.isWhitespace == true }
    if text.isEmpty {
      // Keys are drawn as pictures now and then.
      return children(index)
    }
    if let link = onlyLink(in: index, text: text), !isInLink {
      let name = MarkdownEscape.destination(link)
      return append("[" + CodeSpan(text).written + "](" + name + ")")
    }
    if !hasSpace, breaks == 0, lastCode?.length == line.utf8.count { return appendToCode(text) }
    let start = CodeSpan(text)
    append(start.written)
    lastCode = start
    lastCode?.length = line.utf8.count
  }

  /// Two spans without a space between would be read as one with backticks in it.
  private mutating func appendToCode(_ text: String) {
    guard var span = lastCode else { return }
    lastCode = nil
    if span.takes(text) {
      line.removeLast(span.fence.count)
      line += text + span.fence
      span.text += text
    } else {
      line = String(
        decoding: line.utf8.prefix(line.utf8.count - span.written.utf8.count),
        as: UTF8.self
      )
      span = CodeSpan(span.text + text)
      line += span.written
    }
    span.length = line.utf8.count
    lastCode = span
  }

  /// Code of several lines, which stands by itself wherever the page has it.
  mutating func codeLines(_ index: Int) {
    done.append(.paragraph(line))
    done += MarkdownCode(plan: plan, code: index).blocks()
    line = ""
    hasSpace = false
    breaks = 0
  }

  private func onlyLink(in index: Int, text: String) -> String? {
    let links = tree.subtree(of: index).filter { tree.nodes[$0].name == "a" }
    guard links.count == 1, tree.text(of: links[0], all: true) == text else { return nil }
    return tree.nodes[links[0]]["href"].flatMap(plan.linkAddress)
  }
}

/// A span of code that ends the line.
struct CodeSpan {
  var text: String
  /// The backticks on either side.
  let fence: String
  private let pad: String
  /// The bytes of the line that it ends.
  var length = 0

  init(_ text: String) {
    self.text = text
    fence = MarkdownEscape.fence(for: text, atLeast: 1)
    pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
  }

  var written: String { fence + pad + text + pad + fence }

  /// Whether more can be put before its end, and what stands around it stays right.
  func takes(_ more: String) -> Bool {
    guard pad.isEmpty, !more.hasSuffix("`") else { return false }
    return MarkdownEscape.longestRun(in: more.utf8) < fence.utf8.count
  }
}
