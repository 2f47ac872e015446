/// Where a passage stands in an EPUB: a canonical fragment identifier
/// (<https://idpf.org/epub/linking/cfi/>), as the value of a W3C `FragmentSelector`.
///
/// It leads from the package document along numbered steps, child elements even and text between
/// them odd, to a place or to the range between two places. What is read is written again in the
/// same words.
public struct EPUBFragment: Hashable, Sendable {
  /// What the start and the end of a range have in common; all of it for a place.
  public var path: Path
  /// For a range: how it goes on from the path to its start and to its end.
  public var range: Range?

  public struct Range: Hashable, Sendable {
    public var start: Path
    public var end: Path

    public init(start: Path, end: Path) {
      self.start = start
      self.end = end
    }
  }

  /// Steps and, at the end, an offset.
  public struct Path: Hashable, Sendable {
    public var steps: [Step]
    /// In characters (UTF-16 units) of the text that the steps lead to.
    public var offset: Int?
    /// The text around the offset, to mend a path by after the book changed.
    public var assertion: String?

    public init(steps: [Step] = [], offset: Int? = nil, assertion: String? = nil) {
      self.steps = steps
      self.offset = offset
      self.assertion = assertion
    }
  }

  public struct Step: Hashable, Sendable {
    public var index: Int
    /// The `id` of the element that is meant.
    public var id: String?
    /// Whether it begins in the document that the element before refers to.
    public var isIndirect: Bool

    public init(_ index: Int, id: String? = nil, isIndirect: Bool = false) {
      self.index = index
      self.id = id
      self.isIndirect = isIndirect
    }
  }

  public init(path: Path, range: Range? = nil) {
    self.path = path
    self.range = range
  }
}

extension EPUBFragment: CustomStringConvertible, LosslessStringConvertible {
  /// As it is written after the `#` of an address: `epubcfi(/6/4[chap01]!/4/10,/1:3,/1:40)`.
  public var description: String {
    let parts = [path] + (range.map { [$0.start, $0.end] } ?? [])
    return "epubcfi(" + parts.map(\.description).joined(separator: ",") + ")"
  }

  /// Reads a fragment identifier of steps and character offsets.
  ///
  /// `nil` for anything else, such as offsets in time or in pictures, which no passage has.
  public init?(_ description: String) {
    guard description.hasPrefix("epubcfi("), description.hasSuffix(")") else { return nil }
    var reader = FragmentReader(Array(description.dropFirst(8).dropLast().unicodeScalars))
    guard let path = reader.path() else { return nil }
    if reader.isAtEnd {
      guard !path.steps.isEmpty else { return nil }
      self.init(path: path)
      return
    }
    guard path.offset == nil, reader.take(","), let start = reader.path(), reader.take(","),
      let end = reader.path(), reader.isAtEnd
    else { return nil }
    self.init(path: path, range: Range(start: start, end: end))
  }
}

extension EPUBFragment {
  /// Whether a reader comes to its start before that of another, or, where that is the same place,
  /// to its end.
  public func precedes(_ other: EPUBFragment) -> Bool {
    if start != other.start { return start.lexicographicallyPrecedes(other.start) }
    return end.lexicographicallyPrecedes(other.end)
  }

  private var start: [Int] { path.places + (range?.start.places ?? []) }
  private var end: [Int] { path.places + (range?.end.places ?? []) }
}

extension EPUBFragment.Path: CustomStringConvertible {
  /// As between the parentheses of a fragment identifier.
  public var description: String {
    func bracketed(_ text: String?) -> String {
      guard let text else { return "" }
      let escaped = text.map { "^[](),;=".contains($0) ? "^\($0)" : String($0) }
      return "[" + escaped.joined() + "]"
    }
    let steps = steps.map { ($0.isIndirect ? "!" : "") + "/\($0.index)" + bracketed($0.id) }
    return steps.joined() + (offset.map { ":\($0)" + bracketed(assertion) } ?? "")
  }

  fileprivate var places: [Int] { steps.map(\.index) + (offset.map { [$0] } ?? []) }
}

/// Reads the inside of a fragment identifier.
private struct FragmentReader {
  private let scalars: [Unicode.Scalar]
  private var index = 0

  init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  var isAtEnd: Bool { index == scalars.count }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard !isAtEnd, scalars[index] == scalar else { return false }
    index += 1
    return true
  }

  mutating func path() -> EPUBFragment.Path? {
    var path = EPUBFragment.Path()
    while !isAtEnd, scalars[index] != "," {
      if take(":") {
        guard let offset = number(), let assertion = bracketed() else { return nil }
        path.offset = offset
        path.assertion = assertion.text
        // An offset ends a path.
        return isAtEnd || scalars[index] == "," ? path : nil
      }
      let isIndirect = take("!")
      guard take("/"), let step = number(), let id = bracketed() else { return nil }
      path.steps.append(EPUBFragment.Step(step, id: id.text, isIndirect: isIndirect))
    }
    return path
  }

  private mutating func number() -> Int? {
    let start = index
    while !isAtEnd, ("0"..."9").contains(scalars[index]) { index += 1 }
    let digits = scalars[start..<index]
    guard (1...9).contains(digits.count), digits.first != "0" || digits.count == 1 else {
      return nil
    }
    return Int(String(String.UnicodeScalarView(digits)))
  }

  /// What stands in brackets, if anything does; `nil` where they are not closed.
  private mutating func bracketed() -> (text: String?, Void)? {
    guard take("[") else { return (nil, ()) }
    var text = String.UnicodeScalarView()
    while !isAtEnd {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case "]": return (String(text), ())
      case "^":
        guard !isAtEnd else { return nil }
        text.append(scalars[index])
        index += 1
      // Unescaped they begin what a passage's fragment has no use for.
      case "[", "(", ")", ",", ";", "=": return nil
      default: text.append(scalar)
      }
    }
    return nil
  }
}
