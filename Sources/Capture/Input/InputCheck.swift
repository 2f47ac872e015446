import Foundation

/// Finds out what an input is written in, and refuses what is no text.
enum InputCheck {
  static func format(of input: Input) throws -> InputFormat {
    try refuse(input)
    if let format = input.format { return format }
    let named = (input.fileName ?? input.address).flatMap(format(ofName:))
    guard let type = input.contentType.map(mediaType(of:)), !type.isEmpty else {
      return named ?? seen(in: input.content)
    }
    switch type {
    case "text/html", "application/xhtml+xml", "application/xml", "text/xml": return .html
    case "text/markdown", "text/x-markdown": return .markdown
    // Servers send Markdown, and at times pages, as plain text.
    case "text/plain": return named ?? seen(in: input.content)
    case "application/octet-stream", "binary/octet-stream": return named ?? seen(in: input.content)
    case _ where type.hasPrefix("text/"): return .plainText
    default:
      throw CaptureError(
        .notText,
        "\(input.name) is \(type), not a page or a text",
        hint: "Save what you want to keep as HTML, Markdown or plain text and add that file."
      )
    }
  }

  private static func refuse(_ input: Input) throws {
    if input.content.count > Limits.inputBytes {
      throw CaptureError(
        .tooLarge,
        "\(input.name) has \(input.content.count >> 20) MB; a page may have \(Limits.inputBytes >> 20)",
        hint: "Add the part that matters as a file of its own."
      )
    }
    let head = Array(input.content.prefix(4096))
    if let kind = signatures.first(where: { head.starts(with: $0.bytes) })?.kind {
      throw CaptureError(
        .binary,
        "\(input.name) is \(kind), not a page or a text",
        hint: "Convert it to HTML, Markdown or plain text and add that file."
      )
    }
    let isMarked = head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF])
    let zeros = head.count { $0 == 0 }
    // UTF-16 of western text is half zeros, in every second byte; a page may hold a stray one.
    let controls = head.count { $0 < 9 || (14..<27).contains($0) }
    if !isMarked, !looksLikeUTF16(head, zeros: zeros), controls * 50 > head.count || zeros > 8 {
      throw CaptureError(
        .binary,
        "\(input.name) holds no text, but the bytes of a program, picture or archive",
        hint: "Add an HTML, Markdown or plain text file."
      )
    }
    let isBlank = input.content.allSatisfy { $0 == 32 || (9...13).contains($0) }
    if isBlank || isMarked && input.content.count < 4 {
      throw CaptureError(
        .empty,
        "\(input.name) is empty",
        hint: "Give a file or an input that holds text."
      )
    }
  }

  private static func looksLikeUTF16(_ head: [UInt8], zeros: Int) -> Bool {
    guard zeros * 3 > head.count else { return false }
    let odd = head.indices.count { head[$0] == 0 && $0 % 2 == 1 }
    return odd == 0 || odd == zeros
  }

  private static let signatures: [(bytes: [UInt8], kind: String)] = [
    (Array("%PDF-".utf8), "a PDF"), ([0x50, 0x4B, 3, 4], "a zip archive or an e-book"),
    ([0x1F, 0x8B], "compressed"), ([0x28, 0xB5, 0x2F, 0xFD], "compressed"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed"), ([0x89, 0x50, 0x4E, 0x47], "a picture"),
    ([0xFF, 0xD8, 0xFF], "a picture"), (Array("GIF8".utf8), "a picture"),
    (Array("RIFF".utf8), "a picture or a sound"), ([0x7F, 0x45, 0x4C, 0x46], "a program"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an office document"), (Array("SQLite format 3".utf8), "a database"),
  ]

  // MARK: Formats

  private static func mediaType(of contentType: String) -> String {
    contentType.prefix { $0 != ";" }.trimmed().lowercased()
  }

  private static func format(ofName name: String) -> InputFormat? {
    let path = name.prefix { $0 != "?" && $0 != "#" }
    guard let dot = path.lastIndex(of: ".") else { return nil }
    switch path[path.index(after: dot)...].lowercased() {
    case "html", "htm", "xhtml", "xht", "shtml": return .html
    case "md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd": return .markdown
    case "txt", "text": return .plainText
    default: return nil
    }
  }

  /// What the first bytes look like.
  private static func seen(in content: Data) -> InputFormat {
    let head = TextDecoding(content.prefix(16_384)).text(contentType: nil, isHTML: true)
    let start = head.drop(while: \.isWhitespace).lowercased()
    if start.firstMatch(
      of: /^<(?:!doctype html|html|head|body|\?xml|!--|title|meta|div|p|article|h1|table)/
    ) != nil {
      return .html
    }
    if start.contains("<html") || start.contains("</p>") || start.contains("<body") { return .html }
    if start.hasPrefix("---\n") { return .markdown }
    let isMarkdown = start.firstMatch(
      of: /(?:^|\n)(?:#{1,6} \S|```|> \S)|\]\(https?:\/\/|\*\*\w[^*\n]*\*\*|\n={3,}\n/
    )
    return isMarkdown == nil ? .plainText : .markdown
  }
}
