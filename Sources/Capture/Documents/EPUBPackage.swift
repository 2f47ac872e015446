import Foundation
import Model

/// What a book's package file says of it: its metadata, its files, the order they are read in.
struct EPUBPackage {
  struct Item {
    var path: String
    var mediaType: String
    var properties: Set<String>
    /// From the package to where the spine names it, as fragment identifiers lead.
    var steps: [EPUBFragment.Step] = []

    var isChapter: Bool {
      ["application/xhtml+xml", "text/html", "application/x-dtbook+xml"].contains(mediaType)
    }
  }

  var title: String?
  var creators: [String] = []
  var published: String?
  var language: String?
  var publisher: String?
  var description: String?
  var doi: String?
  var isbn: String?
  /// All of the metadata, as found.
  private(set) var fields: [(name: String, value: String)] = []
  /// In reading order.
  private(set) var spine: [Item] = []
  /// What of it is read, without a table of contents.
  var chapters: [Item] { spine.filter { $0.isChapter && !$0.properties.contains("nav") } }
  /// The file with the table of contents, in the newer and the older way.
  private(set) var navigation: String?
  private(set) var contents: String?

  /// Where the package file lies, by the container's word or by its ending.
  static func path(in archive: Archive) -> String? {
    let container = archive.files["META-INF/container.xml"]
      .map { XMLTree(TextDecoding($0).text(contentType: nil, isHTML: false)) }
    let named = container?.all("rootfile").lazy.compactMap { $0["full-path"] }
      .compactMap(Archive.normalized).first { archive.files[$0] != nil }
    return named ?? archive.names.first { $0.lowercased().hasSuffix(".opf") }
  }

  init(_ text: String, path: String) {
    let tree = XMLTree(text)
    let folder = Self.folder(of: path)
    readMetadata(tree)
    var items: [String: Item] = [:]
    for element in tree.all("item") {
      guard let id = element["id"], items[id] == nil, let href = element["href"],
        let path = Self.resolved(href, in: folder)
      else { continue }
      items[id] = Item(
        path: path,
        mediaType: element["media-type"]?.lowercased() ?? "",
        properties: Set((element["properties"] ?? "").split(separator: " ").map(String.init))
      )
    }
    navigation = items.values.first { $0.properties.contains("nav") }?.path
    contents = items.values.filter { $0.mediaType == "application/x-dtbncx+xml" }.map(\.path).min()
    var seen: Set<String> = []
    let start = tree.all("spine").first.map { EPUBFragment.Step($0.step, id: $0["id"]) }
    for reference in tree.all("itemref").prefix(Limits.chapters) {
      // A book that names a chapter again and again would be longer than its file.
      guard let id = reference["idref"], var item = items[id], seen.insert(item.path).inserted
      else { continue }
      if let start {
        item.steps = [start, EPUBFragment.Step(reference.step, id: reference["id"])]
      }
      spine.append(item)
    }
  }

  static func folder(of path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  /// The name in the archive of a file that a package or chapter refers to.
  static func resolved(_ href: String, in folder: String) -> String? {
    let path = href.prefix { $0 != "#" && $0 != "?" }
    guard !path.isEmpty, !path.contains("://") else { return nil }
    let decoded = String(path).removingPercentEncoding ?? String(path)
    return Archive.normalized(folder.isEmpty ? decoded : folder + "/" + decoded)
  }

  // MARK: Metadata

  private mutating func readMetadata(_ tree: XMLTree) {
    guard let start = tree.indices(of: "metadata").first else { return }
    let range = start..<tree.elements[start].end
    title = tree.text(of: "title", in: range)
    fields = tree.elements[range].compactMap { element in
      let name = element["property"] ?? element["name"] ?? "\(element.prefix):\(element.name)"
      let value = (element["content"] ?? element.text).collapsingWhitespace()
      return element.name == "metadata" || value.isEmpty ? nil : (name, value)
    }
    let roles = Self.refinements("role", in: tree)
    creators = tree.all("creator", in: range).filter { creator in
      let role = creator["role"] ?? creator["id"].flatMap { roles[$0] } ?? "aut"
      return role == "aut"
    }.flatMap { Self.names($0) }
    let dates = tree.all("date", in: range)
    let date = dates.first { $0["event"] == "publication" } ?? dates.first { $0["event"] == nil }
    published = date.flatMap { Dates.iso($0.text.collapsingWhitespace()) }
    language = tree.text(of: "language", in: range)
    publisher = tree.text(of: "publisher", in: range)
    description = tree.text(of: "description", in: range).map { text in
      let page = HTMLTree(parsing: text)
      return page.text(of: 0)
    }
    let identifiers = tree.all("identifier", in: range) + tree.all("source", in: range)
    for identifier in identifiers {
      let text = identifier.text.collapsingWhitespace()
      doi = doi ?? Identifiers.doi(in: text)
      // A random identifier may hold digits: only what looks like an ISBN from end to end is one.
      let bare = text.replacing(/^(?i:urn:isbn:|isbn[-: ]*)/, with: "")
      if isbn == nil, bare.wholeMatch(of: /[\dXx \-]{10,20}/) != nil {
        isbn = Identifiers.isbn(in: bare)
      }
    }
  }

  private static func names(_ creator: XMLTree.Element) -> [String] {
    let name = creator.text.collapsingWhitespace()
    // `Marlow, Ada` is one name that is written for sorting.
    if let match = name.wholeMatch(of: /([^,;]+), ([^,;]+)/) { return ["\(match.2) \(match.1)"] }
    return name.split(separator: ";").map { $0.trimmed() }.filter { !$0.isEmpty }
  }

  /// What `meta` elements say about others, by the others' ids.
  private static func refinements(_ property: String, in tree: XMLTree) -> [String: String] {
    var result: [String: String] = [:]
    for meta in tree.all("meta") where meta["property"] == property {
      guard let refined = meta["refines"], refined.hasPrefix("#") else { continue }
      result[String(refined.dropFirst())] = meta.text.collapsingWhitespace()
    }
    return result
  }
}
