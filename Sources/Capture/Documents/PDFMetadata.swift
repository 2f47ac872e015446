import Foundation

/// What a PDF says of itself, in its head, its XMP packet and on its first pages.
struct PDFMetadata {
  var title: String?
  var authors: [String] = []
  var published: String?
  var doi: String?
  var isbn: String?
  var site: String?
  var language: String?
  var excerpt: String?
  /// All that the head and the XMP packet hold, as found.
  var fields: [(name: String, value: String)] = []

  /// Pages on which a work's own identifiers stand.
  private static let firstPages = 2

  init(_ answer: PDFAnswer, fileName: String?) {
    let head = answer.head
    let packet = (head?.metadata).map { XMLTree($0) }
    title =
      [packet.flatMap { Self.first("title", in: $0) }, head?.title].lazy
      .compactMap { $0.flatMap { Self.usable(title: $0, fileName: fileName) } }.first
    fields = Self.fields(head, packet)
    let creators = packet.map { Self.list("creator", in: $0) } ?? []
    authors = Self.authors(creators.isEmpty ? [head?.author].compactMap(\.self) : creators)
    let dates = ["publicationDate", "coverDate", "date"]
    published =
      packet.flatMap { packet in
        dates.lazy.compactMap { Self.first($0, in: packet).flatMap { Dates.iso($0) } }.first
      } ?? head?.created.flatMap(Self.day)
    site = packet.flatMap { Self.first("publicationName", in: $0) }
    language = packet.flatMap { Self.first("language", in: $0) }?.nonEmpty
    excerpt = packet.flatMap { Self.first("description", in: $0, prefix: "dc") }?.nonEmpty
    if excerpt?.count ?? 0 < 60 { excerpt = nil }
    let named = packet.flatMap { packet in
      ["doi", "identifier"].lazy.compactMap { Self.first($0, in: packet) }
        .compactMap { Identifiers.doi(in: $0) }.first
    }
    doi = named ?? Self.doi(onFirstPagesOf: answer)
    isbn = packet.flatMap { Self.first("isbn", in: $0) }.flatMap { Identifiers.isbn(in: $0) }
  }

  private static func fields(
    _ head: PDFAnswer.Head?,
    _ packet: XMLTree?
  ) -> [(name: String, value: String)] {
    let own: [(String, String?)] = [
      ("title", head?.title), ("author", head?.author), ("subject", head?.subject),
      ("keywords", head?.keywords), ("creator", head?.creator), ("producer", head?.producer),
    ]
    let leaves = (packet?.elements ?? []).enumerated().filter { index, element in
      element.end == index + 1 && !element.prefix.isEmpty
    }
    return own.compactMap { name, value in
      value?.collapsingWhitespace().nonEmpty.map { (name, $0) }
    }
      + leaves.compactMap { _, element -> (String, String)? in
        // Entries of a list bear the name of what they list.
        var named = element
        while named.prefix == "rdf", let parent = named.parent, let packet {
          named = packet.elements[parent]
        }
        let value = element.text.collapsingWhitespace()
        return value.isEmpty ? nil : ("\(named.prefix):\(named.name)", value)
      }
  }

  // MARK: XMP

  /// The first text of a property, from `rdf:li` where it is a list.
  private static func first(_ name: String, in tree: XMLTree, prefix: String? = nil) -> String? {
    list(name, in: tree, prefix: prefix).first
      // Properties may stand as attributes of the description, too.
      ?? tree.all("Description").lazy.compactMap { element in
        element.attributes.first { attribute in
          let parts = attribute.name.split(separator: ":")
          return parts.count == 2 && parts[1] == name && (prefix ?? String(parts[0])) == parts[0]
        }?.value.collapsingWhitespace().nonEmpty
      }.first
  }

  private static func list(_ name: String, in tree: XMLTree, prefix: String? = nil) -> [String] {
    for index in tree.indices(of: name) {
      let element = tree.elements[index]
      // `rdf:Description` is no description.
      guard !element.prefix.isEmpty, element.prefix != "rdf",
        prefix ?? element.prefix == element.prefix
      else { continue }
      let items = tree.all("li", in: index..<element.end).map { $0.text.collapsingWhitespace() }
      let texts = (items.isEmpty ? [element.text.collapsingWhitespace()] : items)
        .filter { !$0.isEmpty }
      if !texts.isEmpty { return texts }
    }
    return []
  }

  // MARK: Judging

  /// A title that a person gave, not one that a program left behind.
  private static func usable(title: String, fileName: String?) -> String? {
    let title = title.collapsingWhitespace()
    let folded = title.lowercased()
    let last = fileName?.split(separator: "/").last?.lowercased()
    let isSensible = title.count > 2 && title.count <= Limits.titleCharacters
    guard isSensible, title.contains(where: \.isLetter),
      !folded.hasPrefix("microsoft "), !folded.hasPrefix("untitled"), !folded.contains("://"),
      folded.wholeMatch(of: /\S*\.(?:docx?|pdf|tex|dvi|indd|qxd|rtf|odt|pages|ps|eps)/) == nil,
      folded.wholeMatch(of: /(?:doi:)?\s*10\.\d{4,9}\/\S+|[\w\-]*\d[\w\-]*|title/) == nil,
      last.map({ !$0.hasPrefix(folded + ".") || folded.contains(" ") }) ?? true
    else { return nil }
    return title
  }

  private static func authors(_ names: [String]) -> [String] {
    let programs: Set<String> = [
      "unknown", "author", "admin", "administrator", "user", "anonymous",
    ]
    return names.flatMap { $0.split(separator: ";").map(String.init) }
      .flatMap { Byline.names(in: $0) }
      .filter { !programs.contains($0.lowercased()) }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func day(_ seconds: Int) -> String? {
    // Before the first PDFs and far ahead are clocks that were never set.
    guard (725_846_400..<4_102_444_800).contains(seconds) else { return nil }
    let date = Date(timeIntervalSince1970: TimeInterval(seconds))
    return date.formatted(Date.ISO8601FormatStyle().year().month().day())
  }

  /// The DOI that is printed on the first pages, where only one can be meant.
  ///
  /// A short paper's list of works may begin on its first page: a DOI of others' must never be taken.
  private static func doi(onFirstPagesOf answer: PDFAnswer) -> String? {
    for page in answer.pages.prefix(firstPages) {
      let found = page.lines.compactMap { line in
        Identifiers.doi(in: line.text).map { (doi: $0, line: line) }
      }
      if Set(found.map(\.doi)).count == 1 { return found.first?.doi }
      // Publishers print the work's own in the margins.
      let height = page.size.last ?? 0
      let inMargins = found.filter {
        $0.line.box.bottom < height * 0.12 || $0.line.box.top > height * 0.9
      }
      if Set(inMargins.map(\.doi)).count == 1 { return inMargins.first?.doi }
      if !found.isEmpty { return nil }
    }
    return nil
  }
}
