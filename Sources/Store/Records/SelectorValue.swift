import Model
import Replication

/// A clipping's text quote and text position as one value of a field.
struct SelectorValue: Equatable {
  let exact: String
  let prefix: String
  let suffix: String
  let start: Int?
  let end: Int?

  init(exact: String, prefix: String, suffix: String, start: Int?, end: Int?) {
    self.exact = exact
    self.prefix = prefix
    self.suffix = suffix
    self.start = start
    self.end = end
  }

  init(_ selector: Selector) {
    self.init(
      exact: selector.quote.exact,
      prefix: selector.quote.prefix,
      suffix: selector.quote.suffix,
      start: selector.position?.start,
      end: selector.position?.end
    )
  }

  /// Reads what ``value`` writes; `nil` for anything else.
  init?(_ value: Value) {
    guard case .list(let parts) = value, parts.count == 3 || parts.count == 5 else { return nil }
    var start: Int?
    var end: Int?
    if parts.count == 5 {
      start = Int(parts[3])
      end = Int(parts[4])
      guard let start, let end, 0 <= start, start <= end,
        "\(start)" == parts[3], "\(end)" == parts[4]
      else { return nil }
    }
    self.init(exact: parts[0], prefix: parts[1], suffix: parts[2], start: start, end: end)
  }

  var value: Value {
    var parts = [exact, prefix, suffix]
    if let start, let end { parts += ["\(start)", "\(end)"] }
    return .list(parts)
  }

  func selector(page: String?) -> Selector {
    var position: TextPositionSelector?
    if let start, let end { position = TextPositionSelector(start: start, end: end) }
    return Selector(
      quote: TextQuoteSelector(exact: exact, prefix: prefix, suffix: suffix),
      position: position,
      page: page
    )
  }
}
