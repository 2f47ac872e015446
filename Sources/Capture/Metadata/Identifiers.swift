/// Names of works that hold everywhere.
enum Identifiers {
  /// The DOI in a text such as `https://doi.org/10.1000/182` or `doi:10.1000/182`; lower case.
  static func doi(in text: String) -> String? {
    guard text.utf8.count < 100_000, text.contains("10."),
      let match = text.firstMatch(of: /\b10\.[0-9]{4,9}\/[^\s"<>?#]+/)
    else { return nil }
    var doi = String(match.output).lowercased()
    while let last = doi.last, ".,;:)]}'".contains(last) {
      // A closing bracket may be the DOI's own.
      if last == ")", doi.count(where: { $0 == "(" }) >= doi.count(where: { $0 == ")" }) { break }
      doi.removeLast()
    }
    return doi
  }

  /// The ISBN in a text, digits and a final `X` only; `nil` where its check digit is wrong.
  static func isbn(in text: String) -> String? {
    let digits = text.uppercased().filter { $0.isASCII && ($0.isNumber || $0 == "X") }
    let values = digits.map { $0 == "X" ? 10 : $0.wholeNumberValue ?? 0 }
    switch values.count {
    case 10 where !values.dropLast().contains(10):
      let sum = values.enumerated().reduce(0) { $0 + (10 - $1.offset) * $1.element }
      return sum % 11 == 0 ? digits : nil
    case 13 where !values.contains(10):
      let sum = values.enumerated().reduce(0) { $0 + ($1.offset % 2 == 0 ? 1 : 3) * $1.element }
      return sum % 10 == 0 ? digits : nil
    default: return nil
    }
  }
}
