extension String {
  /// Puts a backslash before each match that has none yet and that is not excepted; `unless` gets
  /// the text from the match on.
  func escaping(
    _ pattern: Regex<Substring>,
    unless isExcepted: (Substring) -> Bool = { _ in false }
  ) -> String {
    var result = ""
    var rest = self[...]
    while let match = rest.firstMatch(of: pattern) {
      result += rest[..<match.range.lowerBound]
      // An even number of backslashes escapes only itself.
      let isEscaped = !result.reversed().prefix { $0 == "\\" }.count.isMultiple(of: 2)
      if !isEscaped, !isExcepted(rest[match.range.lowerBound...]) { result += "\\" }
      result += match.output
      rest = rest[match.range.upperBound...]
    }
    return result + rest
  }
}
