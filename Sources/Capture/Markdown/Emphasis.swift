/// Where the marks of emphasis may stand: only at the edges of words do they open and close.
///
/// CommonMark's rule of left- and right-flanking runs, asked more strictly than any of its versions.
struct Emphasis {
  /// What stays outside before, what is emphasised, what stays outside after; `nil` where marks would
  /// be read as plain asterisks.
  let parts: (before: String, inside: String, after: String)?

  /// - Parameters:
  ///   - text: The Markdown within.
  ///   - before: The scalar directly before, where no space is.
  ///   - after: The scalar directly after.
  ///   - isNested: Whether it stands in other emphasis, whose marks its own could be read for: then
  ///     they may do nothing but open, and nothing but close.
  init(_ text: String, before: Unicode.Scalar?, after: Unicode.Scalar?, isNested: Bool = false) {
    let marks: [Unicode.Scalar?] = ["*", "~"]
    let isBare = { (scalar: Unicode.Scalar?) in scalar?.properties.isWhitespace ?? true }
    // Marks next to marks are one run, of which each end has a say in the whole.
    guard isBare(before) || !marks.contains(text.unicodeScalars.first),
      isBare(after) || !marks.contains(text.unicodeScalars.last) || Self.isEscaped(atEndOf: text)
    else {
      parts = nil
      return
    }
    var inside = Array(text.unicodeScalars)[...]
    var head: [Unicode.Scalar] = []
    var tail: [Unicode.Scalar] = []
    while let first = inside.first, !Self.opens(first, after: before ?? " "), Self.maySlip(first) {
      head.append(inside.removeFirst())
    }
    while let last = inside.last, !Self.opens(last, after: after ?? " "), Self.maySlip(last),
      inside.dropLast().last != "\\"
    {
      tail.insert(inside.removeLast(), at: 0)
    }
    // What slipped out is now the neighbour.
    guard let first = inside.first, let last = inside.last,
      Self.opens(first, after: head.last ?? before ?? " "),
      Self.opens(last, after: tail.first ?? after ?? " ")
    else {
      parts = nil
      return
    }
    if isNested {
      guard Self.isOneSided(first, before: head.last ?? before ?? " "),
        Self.isOneSided(last, before: tail.first ?? after ?? " ")
      else {
        parts = nil
        return
      }
    }
    parts = (Self.string(head), Self.string(Array(inside)), Self.string(tail))
  }

  private static func isEscaped(atEndOf text: String) -> Bool {
    !text.dropLast().reversed().prefix { $0 == "\\" }.count.isMultiple(of: 2)
  }

  private static func string(_ scalars: [Unicode.Scalar]) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// Whether a mark between the two is read as one, seen from the inside.
  private static func opens(_ inner: Unicode.Scalar, after outer: Unicode.Scalar) -> Bool {
    if inner.properties.isWhitespace { return false }
    if !isSign(inner) { return true }
    return outer.properties.isWhitespace || isPunctuation(outer)
  }

  /// Whether a mark between the two cannot be read from its other side.
  private static func isOneSided(_ inner: Unicode.Scalar, before outer: Unicode.Scalar) -> Bool {
    outer.properties.isWhitespace || isPunctuation(outer) && !isSign(inner)
  }

  /// Punctuation that may stand outside the marks as well as inside.
  private static func maySlip(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.isASCII && ".,:;?\"'-/".unicodeScalars.contains(scalar)
      || !scalar.isASCII && isSign(scalar)
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return (33...47).contains(scalar.value) || (58...64).contains(scalar.value)
        || (91...96).contains(scalar.value) || (123...126).contains(scalar.value)
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  /// Punctuation in the older rule or signs in the newer one.
  private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
    if isPunctuation(scalar) { return true }
    switch scalar.properties.generalCategory {
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: return true
    default: return false
    }
  }
}
