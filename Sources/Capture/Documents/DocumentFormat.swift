import Foundation

/// What holds an article besides pages and texts.
enum DocumentFormat: Hashable, Sendable {
  case pdf
  case epub
  /// A page as browsers save it with all that belongs to it.
  case mhtml
  case mail
  case webArchive

  var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .epub: "application/epub+zip"
    case .mhtml: "multipart/related"
    case .mail: "message/rfc822"
    case .webArchive: "application/warc"
    }
  }

  private var byteLimit: Int {
    switch self {
    case .pdf: Limits.pdfBytes
    case .epub: Limits.epubBytes
    case .mhtml, .mail, .webArchive: Limits.containerBytes
    }
  }

  /// Finds out what an input is by its first bytes; its name decides only between what they allow.
  ///
  /// - Returns: `nil` for what may be a page or a text.
  /// - Throws: ``CaptureError`` when it is larger than its kind may be.
  static func format(of input: Input) throws -> DocumentFormat? {
    guard input.format == nil, let format = seen(in: input) else { return nil }
    guard input.content.count <= format.byteLimit else {
      throw CaptureError(
        .tooLarge,
        "\(input.name) has \(input.content.count >> 20) MB; "
          + "one of its kind may have \(format.byteLimit >> 20)",
        hint: "Add the part that matters as a file of its own."
      )
    }
    return format
  }

  private static func seen(in input: Input) -> DocumentFormat? {
    let head = input.content.prefix(1024)
    // Some programs put lines of their own before the PDF, which readers pass over.
    if let place = head.range(of: Data("%PDF-".utf8))?.lowerBound,
      place == head.startIndex || !head[..<place].contains(UInt8(ascii: "<"))
    {
      return .pdf
    }
    if head.starts(with: [0x50, 0x4B, 3, 4]) {
      let isMarked = head.prefix(120).range(of: Data("application/epub+zip".utf8)) != nil
      return isMarked || input.ending == "epub" ? .epub : nil
    }
    let archive = Array("WARC/".utf8)
    if head.starts(with: archive) { return .webArchive }
    if Gzip.isPacked(input.content) {
      let start = Gzip.unpacked(input.content.prefix(1 << 16), atMost: archive.count)
      return start?.elementsEqual(archive) ?? false ? .webArchive : nil
    }
    return message(input)
  }

  /// A mail and a saved page look alike: headers and parts.
  private static func message(_ input: Input) -> DocumentFormat? {
    let start = Array(input.content.prefix(32 << 10))
    guard let colon = start.prefix(80).firstIndex(of: UInt8(ascii: ":")), colon > 0,
      start[..<colon].allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: "<") })
    else { return nil }
    let headers = MIMEHeaders(start[..<MIMEHeaders.end(in: start[...]).head])
    let type = headers["content-type"]?.lowercased() ?? ""
    let isMarked = headers["mime-version"] != nil
    if type.hasPrefix("multipart/related"), isMarked,
      headers["snapshot-content-location"] != nil || headers["received"] == nil
    {
      let isPage = headers["to"] == nil || ["mht", "mhtml"].contains(input.ending)
      return isPage ? .mhtml : .mail
    }
    // A text may begin with lines such as `Title: …`, too.
    let isMail =
      isMarked || headers["message-id"] != nil || headers["received"] != nil
      || input.ending == "eml"
    let isSent = headers["date"] != nil || headers["subject"] != nil
    return isMail && isSent && headers["from"] != nil ? .mail : nil
  }
}

extension Input {
  /// What the name of the file, or else the address, ends in: `pdf`.
  var ending: String? {
    let path = (fileName ?? address ?? "").prefix { $0 != "?" && $0 != "#" }
    guard let dot = path.lastIndex(of: ".") else { return nil }
    return path[path.index(after: dot)...].lowercased()
  }
}
