import Foundation

/// What a page's JSON-LD says about its article.
///
/// Sites write the same things in many shapes: one object, a list, a graph with references; names
/// as text, as an object, as a list of either. Whatever cannot be read is passed over.
struct JSONLD {
  private(set) var headline: String?
  /// Whether what was read calls itself an article, and not only a page.
  private(set) var isArticle = false
  private(set) var authors: [String] = []
  private(set) var published: String?
  private(set) var modified: String?
  private(set) var licence: String?
  private(set) var site: String?
  private(set) var url: String?
  private(set) var description: String?
  private(set) var doi: String?
  private(set) var isbn: String?
  /// The article's text, where the page repeats it for search engines.
  private(set) var body: String?

  private typealias Object = [String: Any]
  private var objects: [Object] = []
  private var byID: [String: Object] = [:]

  init(blocks: [String]) {
    for block in blocks where block.utf8.count <= Limits.linkedDataBytes {
      if let value = Self.value(of: block) { collect(value, depth: 0) }
    }
    guard let article = objects.max(by: { Self.rank($0) < Self.rank($1) }),
      Self.rank(article) > 0
    else {
      site = objects.first { Self.types($0).contains("website") }.flatMap { text($0["name"]) }
      return
    }
    read(article)
  }

  private mutating func read(_ article: Object) {
    isArticle = Self.rank(article) >= 3
    headline = text(article["headline"]) ?? text(article["name"])
    authors = names(article["author"] ?? article["creator"])
    published = text(article["datePublished"]) ?? text(article["dateCreated"])
    modified = text(article["dateModified"])
    licence = text(article["license"])
    site =
      names(article["publisher"]).first
      ?? objects.first { Self.types($0).contains("website") }.flatMap { text($0["name"]) }
    url = text(article["url"]) ?? text(article["mainEntityOfPage"])
    description = text(article["description"])
    body = text(article["articleBody"]) ?? text(article["text"])
    isbn = text(article["isbn"])
    let identifiers = (article["identifier"] as? [Any]) ?? [article["identifier"] as Any]
    doi = identifiers.compactMap { text($0) }.compactMap(Identifiers.doi(in:)).first
  }

  // MARK: Reading the shapes

  /// The value of a block, mended where sites commonly break it.
  private static func value(of block: String) -> Any? {
    let plain = try? JSONSerialization.jsonObject(
      with: Data(block.utf8),
      options: .fragmentsAllowed
    )
    if let plain { return plain }
    // Line breaks within strings, and the comments that once hid scripts from old browsers.
    let oneLine = block.map { $0.isNewline || $0 == "\t" ? " " : $0 }
    guard let start = oneLine.firstIndex(where: { $0 == "{" || $0 == "[" }),
      let end = oneLine.lastIndex(where: { $0 == "}" || $0 == "]" }), start < end
    else { return nil }
    let mended = Data(String(oneLine[start...end]).utf8)
    return try? JSONSerialization.jsonObject(with: mended, options: .fragmentsAllowed)
  }

  private mutating func collect(_ value: Any, depth: Int) {
    if depth > 12 { return }
    if let list = value as? [Any] {
      for element in list { collect(element, depth: depth + 1) }
    } else if let object = value as? Object {
      objects.append(object)
      if let id = object["@id"] as? String, object.count > 1 { byID[id] = byID[id] ?? object }
      // In a fixed order, so that the same page always reads the same.
      for (key, inner) in object.sorted(by: { $0.key < $1.key }) where Self.nests.contains(key) {
        collect(inner, depth: depth + 1)
      }
    }
  }

  private static let nests: Set<String> = ["@graph", "mainEntity", "itemListElement", "hasPart"]

  private static func types(_ object: Object) -> [String] {
    let types = (object["@type"] as? [Any]) ?? [object["@type"] as Any]
    return types.compactMap { ($0 as? String)?.lowercased().split(separator: "/").last }
      .map(String.init)
  }

  /// How surely an object is the page's article; 0 for other things.
  private static func rank(_ object: Object) -> Int {
    let types = types(object)
    if types.contains(where: { $0.hasSuffix("article") || $0.hasSuffix("posting") }) {
      return object["headline"] != nil ? 5 : 4
    }
    if types.contains(where: { $0 == "report" || $0 == "book" || $0 == "review" }) { return 3 }
    if types.contains(where: { $0 == "recipe" || $0 == "videoobject" }) { return 2 }
    if types.contains("webpage"), object["datePublished"] != nil { return 1 }
    return 0
  }

  private func text(_ value: Any?) -> String? {
    switch value {
    case let string as String:
      return HTMLEntities.decoded(string).collapsingWhitespace().nonEmpty
    case let list as [Any]: return list.lazy.compactMap { text($0) }.first
    case let object as Object:
      return ["@value", "name", "value", "url", "@id"].lazy.compactMap { text(object[$0]) }.first
    default: return nil
    }
  }

  private func names(_ value: Any?) -> [String] {
    switch value {
    case let string as String:
      // A reference to an object elsewhere, or the name itself.
      if let object = byID[string] { return names(object) }
      return string.contains("://") ? [] : text(string).map { [$0] } ?? []
    case let list as [Any]: return list.flatMap { names($0) }
    case let object as Object:
      if let name = object["name"] {
        if let list = name as? [Any] { return list.compactMap { text($0) } }
        return text(name).map { [$0] } ?? []
      }
      let given = [text(object["givenName"]), text(object["familyName"])].compactMap(\.self)
      if !given.isEmpty { return [given.joined(separator: " ")] }
      guard let id = object["@id"] as? String, let target = byID[id], target["name"] != nil else {
        return []
      }
      return names(target)
    default: return []
    }
  }
}
