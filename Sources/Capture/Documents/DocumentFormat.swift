import Foundation

/// What holds an article besides pages and texts.
enum DocumentFormat: Hashable, Sendable {
  case pdf
  case epub

  var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .epub: "application/epub+zip"
    }
  }

  private var byteLimit: Int {
    switch self {
    case .pdf: Limits.pdfBytes
    case .epub: Limits.epubBytes
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
      let isNamed = input.ending == "epub"
      return isMarked || isNamed ? .epub : nil
    }
    return nil
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
