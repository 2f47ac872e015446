import Foundation

/// The pictures of a text in Markdown: `![…](address)`.
public enum MarkdownPictures {
  /// Their addresses, each once, in the order of the text.
  public static func addresses(in text: String) -> [String] {
    var seen: Set<String> = []
    return text.matches(of: pattern).map { address(String($0.1)) }.filter {
      seen.insert($0).inserted
    }
  }

  /// For each scalar of a text whether it belongs to what stands for a picture.
  static func places(in scalars: [Unicode.Scalar]) -> [Bool] {
    var places = [Bool](repeating: false, count: scalars.count)
    let text = String(String.UnicodeScalarView(scalars))
    var start = text.startIndex
    var index = 0
    for match in text.matches(of: pattern) {
      index += text.unicodeScalars.distance(from: start, to: match.range.lowerBound)
      let end = index + match.0.unicodeScalars.count
      for place in index..<end { places[place] = true }
      (start, index) = (match.range.upperBound, end)
    }
    return places
  }

  /// The text with other addresses in place of theirs; `nil` leaves one as it is.
  public static func replacing(in text: String, _ replacement: (String) -> String?) -> String {
    text.replacing(pattern) { match in
      guard let new = replacement(address(String(match.1))) else { return String(match.0) }
      return match.0[..<match.1.startIndex] + "<" + new + ">" + match.0[match.1.endIndex...]
    }
  }

  /// An image whose description holds no brackets that are not escaped; its title is in double quotes,
  /// as captions are written.
  private static var pattern: Regex<(Substring, Substring)> {
    /!\[(?:[^\[\]\\]|\\.)*\]\((<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)(?: "(?:[^"\\\n]|\\.)*")?\)/
  }

  /// Without the brackets and escapes of Markdown.
  private static func address(_ destination: String) -> String {
    let inner =
      destination.hasPrefix("<") ? String(destination.dropFirst().dropLast()) : destination
    var address = ""
    var isEscape = false
    for character in inner {
      if character == "\\", !isEscape {
        isEscape = true
      } else {
        address.append(character)
        isEscape = false
      }
    }
    return address.replacingOccurrences(of: "&amp;", with: "&")
  }
}
