/// Small readings of text that several files share.
extension StringProtocol {
  /// Runs of white space as one space, none at the ends.
  func collapsingWhitespace() -> String {
    var result = ""
    var pending = false
    for scalar in unicodeScalars {
      if scalar.properties.isWhitespace {
        pending = !result.isEmpty
      } else {
        if pending { result.unicodeScalars.append(" ") }
        pending = false
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// White space at both ends taken off.
  func trimmed() -> String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

extension String {
  /// The text, or `nil` where it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }
}
