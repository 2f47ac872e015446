import Model

/// The title, names and dates at the head of a Markdown or plain text.
struct TextHeader {
  var title: String?
  var authors: [String] = []
  var published: String?
  var url: String?
  var site: String?

  /// Lines below a title in which its byline and date are looked for.
  private static let reach = 6

  /// Reads the byline, date and `Key: value` lines among the first lines below a title.
  mutating func readLines(_ lines: ArraySlice<String>) {
    for line in lines.filter({ !$0.trimmed().isEmpty }).prefix(Self.reach) {
      let line = MarkdownText.plain(line)
      // A header line is short; prose has begun.
      guard line.count < 120 else { return }
      if let (key, value) = Self.field(line) {
        set(key, to: [value])
      } else if authors.isEmpty, let names = Self.byline(line) {
        authors = names
        published = published ?? Dates.iso(line)
      } else if published == nil, line.count < 60, let date = Dates.iso(line) {
        published = date
      } else if line.count > 60 {
        return
      }
    }
  }

  /// Sets what a key in any of its usual names means; other keys are not ours.
  mutating func set(_ key: String, to values: [String]) {
    guard let value = values.first, !value.isEmpty else { return }
    switch key.lowercased() {
    case "title", "titel", "titre", "título": title = title ?? value
    case "author", "authors", "by", "byline", "autor", "autorin", "autoren", "auteur", "von":
      if authors.isEmpty { authors = values.flatMap(Byline.names(in:)) }
    case "date", "published", "publish_date", "publishdate", "pubdate", "datum", "created",
      "date_published", "veröffentlicht":
      published = published ?? Dates.iso(value)
    case "url", "source", "link", "canonical", "canonical_url", "permalink", "original", "quelle",
      "source_url":
      if url == nil, WebAddress(value) != nil { url = value }
    case "site", "website", "publication", "publisher", "journal": site = site ?? value
    default: break
    }
  }

  /// `Source: https://…` as key and value, for keys that are ours.
  private static func field(_ line: String) -> (key: String, value: String)? {
    guard let match = line.wholeMatch(of: /([\p{L}_ ]{2,20}):\s+(\S.*)/) else { return nil }
    let key = String(match.1).trimmed()
    var probe = TextHeader()
    probe.set(key, to: [String(match.2)])
    let isOurs =
      probe.title != nil || !probe.authors.isEmpty || probe.published != nil || probe.url != nil
      || probe.site != nil
    return isOurs ? (key, String(match.2)) : nil
  }

  /// The names of a line that begins with a word for `by`.
  private static func byline(_ line: String) -> [String]? {
    guard
      line.prefixMatch(
        of: /(?i:by|von|par|por|di|door|af|av|written by|posted by|words by|text by)\s+\p{Lu}/
      ) != nil
    else { return nil }
    // A date may follow the names: `By Ada Marlow, March 4, 2025`.
    let words = line.split(separator: /\s*[,|•·–—]\s*(?=[^,|•·–—]*\d)/).first.map(String.init)
    let names = Byline.names(in: words ?? line)
    return names.isEmpty ? nil : names
  }

  func apply(to article: inout Article, input: Input) {
    article.title = title ?? article.title
    article.authors = authors
    article.published = published
    article.site = site
    let given = input.addresses() + (input.address == nil ? [url].compactMap(\.self) : [])
    let known = given.compactMap { WebAddress($0)?.original }
    article.url = known.last
    article.urls = known.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    article.excerpt = Excerpt.first(ofMarkdown: article.text).map(Excerpt.shortened)
    article.doi = Identifiers.doi(in: String(article.text.prefix(4000)))
    if let name = input.fileName, article.title == nil {
      // A name of a file is the last thing people have to tell texts apart.
      let last = name.split(separator: "/").last.map(String.init) ?? name
      article.title = last.lastIndex(of: ".").map { String(last[..<$0]) }?.nonEmpty ?? last
    }
  }
}
