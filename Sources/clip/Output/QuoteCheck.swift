import Capture
import Model
import Store

/// A clipping beside the text that its source has now.
struct QuoteCheck {
  enum Standing {
    /// The words stand there.
    case verbatim
    /// Something like them does, or they stand where it is not certain that they are meant.
    case changed(PassageMatch)
    /// Nothing like them does.
    case missing
    /// They were never found there.
    case unanchored
    /// The source's text is not here.
    case unknown
  }

  let clipping: Clipping
  let source: Source
  let standing: Standing

  /// Without an anchor the source's text is not here.
  init(_ clipping: Clipping, of source: Source, in anchor: TextAnchor?) {
    self.clipping = clipping
    self.source = source
    guard let anchor else {
      standing = .unknown
      return
    }
    guard let match = anchor.match(clipping.selector) else {
      // Words that stand in several places stand there, though nothing says in which they were.
      let found = anchor.selector(for: clipping.selector.quote)
      standing =
        found.position != nil && found.quote.exact == clipping.quote
        ? .verbatim : clipping.exact ? .missing : .unanchored
      return
    }
    standing = match.isVerbatim && match.confidence > 0.8 ? .verbatim : .changed(match)
  }

  var isVerbatim: Bool { if case .verbatim = standing { true } else { false } }

  var json: JSON {
    let name: String
    var match: PassageMatch?
    switch standing {
    case .verbatim: name = "verbatim"
    case .changed(let found): (name, match) = ("changed", found)
    case .missing: name = "missing"
    case .unanchored: name = "unanchored"
    case .unknown: name = "unknown"
    }
    let found = match?.selector
    return .object([
      ("kind", .string("quoteCheck")), ("clipping", .string("\(clipping.id)")),
      ("source", .string("\(source.id)")), ("standing", .string(name)),
      ("quote", .string(clipping.quote)), ("found", .optional(found?.quote.exact)),
      ("start", .optional(found?.position?.start)), ("end", .optional(found?.position?.end)),
      ("anchoredIn", .optional(found?.position?.text)),
      ("confidence", match.map { .fraction($0.confidence) } ?? .null),
    ])
  }
}

extension LibraryReader {
  /// The days on which the pages were read that clippings are from; none for those of which the words
  /// stand there still, or of which nobody can tell.
  ///
  /// - Complexity: each source's text is read once.
  func daysOfOlderPages(_ clippings: [Clipping]) throws -> [ClippingID: String] {
    var days: [ClippingID: String] = [:]
    for (id, clippings) in Dictionary(grouping: clippings, by: \.source) {
      guard let id, let shown = try textHash(of: id).map({ "\($0)" }) else { continue }
      let older = clippings.filter { $0.selector.position?.text.map { $0 != shown } ?? false }
      guard !older.isEmpty, let source = try source(id), let text = try sourceText(of: id) else {
        continue
      }
      let versions = try versions(of: id)
      for clipping in older {
        let version = versions.last { "\($0.text)" == clipping.selector.position?.text }
        guard let version, !QuoteCheck(clipping, of: source, in: text.anchor).isVerbatim else {
          continue
        }
        days[clipping.id] = version.day
      }
    }
    return days
  }
}
