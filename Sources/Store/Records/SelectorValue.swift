import Model
import Replication

/// A clipping's text quote and text position as one value of a field.
struct SelectorValue: Equatable {
  let exact: String
  let prefix: String
  let suffix: String
  let start: Int?
  let end: Int?
  /// The hash of the text that start and end are places in.
  let text: Digest?

  init(
    exact: String,
    prefix: String,
    suffix: String,
    start: Int?,
    end: Int?,
    text: Digest? = nil
  ) {
    self.exact = exact
    self.prefix = prefix
    self.suffix = suffix
    self.start = start
    self.end = end
    self.text = text
  }

  init(_ selector: Selector) {
    self.init(
      exact: selector.quote.exact,
      prefix: selector.quote.prefix,
      suffix: selector.quote.suffix,
      start: selector.position?.start,
      end: selector.position?.end,
      text: selector.position?.text.flatMap(Digest.init(hexadecimal:))
    )
  }

  /// Reads what ``value`` writes; `nil` for anything else.
  init?(_ value: Value) {
    guard case .list(let parts) = value, [3, 5, 6].contains(parts.count) else { return nil }
    var start: Int?
    var end: Int?
    var text: Digest?
    if parts.count >= 5 {
      start = Int(parts[3])
      end = Int(parts[4])
      guard let start, let end, 0 <= start, start <= end,
        "\(start)" == parts[3], "\(end)" == parts[4]
      else { return nil }
    }
    if parts.count == 6 {
      text = Digest(hexadecimal: parts[5])
      guard text != nil else { return nil }
    }
    self.init(
      exact: parts[0],
      prefix: parts[1],
      suffix: parts[2],
      start: start,
      end: end,
      text: text
    )
  }

  var value: Value {
    var parts = [exact, prefix, suffix]
    if let start, let end {
      parts += ["\(start)", "\(end)"]
      if let text { parts.append("\(text)") }
    }
    return .list(parts)
  }

  func selector(page: String?) -> Selector {
    var position: TextPositionSelector?
    if let start, let end {
      position = TextPositionSelector(start: start, end: end, in: text.map { "\($0)" })
    }
    return Selector(
      quote: TextQuoteSelector(exact: exact, prefix: prefix, suffix: suffix),
      position: position,
      page: page
    )
  }
}

extension Digest {
  /// Reads what `description` writes; `nil` for anything else.
  init?(hexadecimal digits: String) {
    let utf8 = Array(digits.utf8)
    guard utf8.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      let pair = String(decoding: utf8[index..<index + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    self.init(bytes)
    guard "\(self)" == digits else { return nil }
  }
}
