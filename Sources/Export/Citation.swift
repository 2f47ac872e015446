import Foundation
import Model

/// Where a passage comes from, as one line of Markdown: author, title, site, date, page, address.
///
/// A field that is not known leaves no trace.
struct Citation {
  /// The whole line, ending with a full stop.
  let text: String
  /// The shortest name of the source: its title, else its address.
  let name: String
  private let order: [String]

  /// With `identifiers`, DOI and ISBN are named beside an address.
  init(_ source: Source?, page: String? = nil, identifiers: Bool = false) {
    name = Self.name(of: source)
    let authors = Self.list(source?.authors ?? [])
    let site = InlineText(source?.site ?? "")
    let parts = [
      authors.map { InlineText($0).escaped },
      name,
      site.isEmpty ? nil : "*\(site.escaped)*",
      source?.published.flatMap(Self.date),
      page.flatMap(Self.page),
      source.flatMap { Self.address(of: $0) },
      identifiers ? source.flatMap(Self.identifiers) : nil,
    ]
    let line = parts.compactMap(\.self).joined(separator: ", ")
    text = InlineText.atLineStart(line.hasSuffix(".") ? line : line + ".")

    order = [
      Self.folded(authors ?? source?.title ?? name), Self.folded(source?.title ?? name),
      source?.published ?? "", source?.id.description ?? "",
    ]
  }

  private static func name(of source: Source?) -> String {
    guard let source else { return "Unknown source" }
    let title = InlineText(source.title ?? "")
    if !title.isEmpty { return "“\(title.escaped)”" }
    return address(of: source) == nil ? "Untitled source" : "Untitled page"
  }

  /// `A`, `A and B`, `A, B and C`; `nil` for none.
  private static func list(_ authors: [String]) -> String? {
    let authors = authors.map { InlineText($0).plain }.filter { !$0.isEmpty }
    guard let last = authors.last else { return nil }
    let others = authors.dropLast().joined(separator: ", ")
    return others.isEmpty ? last : "\(others) and \(last)"
  }

  /// The day, month or year as precise as the source states it; a time of day is left out.
  private static func date(_ published: String) -> String? {
    let text = InlineText(published)
    guard !text.isEmpty else { return nil }
    let isTimestamp = text.plain.wholeMatch(of: /\d{4}-\d{2}-\d{2}[T ].*/) != nil
    return isTimestamp ? String(text.plain.prefix(10)) : text.escaped
  }

  private static func page(_ label: String) -> String? {
    let label = InlineText(label)
    guard !label.isEmpty else { return nil }
    let isSeveral = label.plain.contains { "-–,".contains($0) }
    return (isSeveral ? "pp. " : "p. ") + label.escaped
  }

  private static func address(of source: Source) -> String? {
    if let url = source.url, !InlineText(url).isEmpty { return link(url) }
    return source.doi.flatMap(resolver)
  }

  private static func resolver(_ doi: String) -> String? {
    let doi = InlineText(doi).plain
    return doi.isEmpty ? nil : link("https://doi.org/\(doi)")
  }

  private static func identifiers(of source: Source) -> String? {
    let isbn = InlineText(source.isbn ?? "")
    let doi = source.url.flatMap { url in
      source.doi.flatMap { url.lowercased().contains($0.lowercased()) ? nil : resolver($0) }
    }
    let parts = [doi, isbn.isEmpty ? nil : "ISBN \(isbn.escaped)"].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// A web address as an autolink; anything else stays text, so that nothing but the web is linked.
  private static func link(_ address: String) -> String {
    let address = InlineText(address)
    let lowered = address.plain.lowercased()
    guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://") else {
      return address.escaped
    }
    let encoded = address.plain.map { character in
      " <>\\`".contains(character)
        ? character.utf8.map { "%" + String($0, radix: 16, uppercase: true) }.joined()
        : String(character)
    }
    return "<\(encoded.joined())>"
  }

  /// Case and accents do not part names in the list of sources, whatever the machine's language.
  private static func folded(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
  }
}

extension Citation: Comparable {
  static func == (left: Citation, right: Citation) -> Bool { left.order == right.order }

  static func < (left: Citation, right: Citation) -> Bool {
    left.order.lexicographicallyPrecedes(right.order) {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
  }
}
