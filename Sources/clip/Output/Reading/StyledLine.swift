/// Reads what stands within a paragraph: text in its faces, links, pictures, breaks.
///
/// Marks are not shown and nothing else is left out; a mark that nothing ends is taken for one all
/// the same, as articles escape what is none. Linear in the length.
struct StyledLine {
  private let scalars: [Unicode.Scalar]
  private var pieces: [StyledText] = []
  private var face: StyledText.Face = []
  private var open: [(piece: Int, isPicture: Bool)] = []
  private var index = 0
  /// Text that is read and in no piece yet.
  private var plain = String.UnicodeScalarView()
  /// Where a mark was looked for in vain, nothing further on needs to look again.
  private var isWithout: Set<String> = []

  static func read(_ text: String) -> [StyledText] {
    var line = StyledLine(scalars: Array(text.unicodeScalars))
    line.run()
    let pieces = line.pieces.filter { !$0.text.isEmpty }
    return pieces.enumerated().map { place, piece in
      shifted(piece, goesOn: place > 0 && !pieces[place - 1].face.isDisjoint(with: moved))
    }
  }

  private init(scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  private func scalar(_ place: Int) -> Unicode.Scalar {
    scalars.indices.contains(place) ? scalars[place] : "\n"
  }

  private mutating func add(_ text: String, _ more: StyledText.Face = []) {
    if !plain.isEmpty { append(String(plain), face) }
    plain = String.UnicodeScalarView()
    append(text, face.union(more))
  }

  private mutating func append(_ text: String, _ face: StyledText.Face) {
    if text.isEmpty { return }
    if let last = pieces.last, last.face == face, last.link == nil,
      open.last?.piece != pieces.count - 1
    {
      pieces[pieces.count - 1].text += text
    } else {
      pieces.append(StyledText(text: text, face: face))
    }
  }

  private mutating func run() {
    while index < scalars.count {
      if mark() { continue }
      plain.append(scalars[index])
      index += 1
    }
    add("")
  }

  /// Takes a mark; `false` where none is.
  private mutating func mark() -> Bool {
    switch scalars[index] {
    case "\\":
      guard scalar(index + 1) == "\n" || Self.isPunctuation(scalar(index + 1)) else { return false }
      add(String(scalar(index + 1)))
      index += 2
    case "\n":
      // A paragraph's line breaks are those that are marked.
      let isHard = plain.reversed().prefix(2).allSatisfy { $0 == " " } && plain.count > 1
      add(isHard ? "\n" : " ")
      index += 1
    case "`": return code()
    case "$": return formula()
    case "<": return tag()
    case "*", "~": return emphasis()
    case "!" where scalar(index + 1) == "[": begin(length: 2, isPicture: true)
    case "[":
      if scalar(index + 1) == "^" { return reference() }
      begin(length: 1, isPicture: false)
    case "]": return end()
    default: return false
    }
    return true
  }

  private mutating func begin(length: Int, isPicture: Bool) {
    add("")
    open.append((pieces.count, isPicture))
    pieces.append(StyledText(text: isPicture ? "![" : "[", face: face))
    index += length
  }

  private mutating func end() -> Bool {
    if open.isEmpty { return false }
    add("")
    guard let opened = open.popLast() else { return false }
    guard scalar(index + 1) == "(", let target = LinkTarget(scalars, at: index + 1) else {
      add("]")
      index += 1
      return true
    }
    index = target.end
    pieces[opened.piece].text = ""
    guard opened.isPicture else {
      for place in opened.piece..<pieces.count where pieces[place].link == nil {
        pieces[place].link = target.address
      }
      return true
    }
    let words = pieces[opened.piece...].map(\.text).joined()
    pieces.removeSubrange(opened.piece...)
    let caption = target.title
    // Captions begin with what stands for the picture, more often than not.
    let shown = [caption.hasPrefix(words) ? "" : words, caption].filter { !$0.isEmpty }
      .joined(separator: " — ")
    pieces.append(
      StyledText(
        text: "[picture" + (shown.isEmpty ? "" : ": " + shown) + "]",
        face: face.union(.faint),
        link: target.address
      )
    )
    pieces.append(StyledText(text: "", face: face))
    return true
  }

  private mutating func reference() -> Bool {
    let window = scalars[index..<min(scalars.count, index + 80)]
    guard let end = window.firstIndex(of: "]"), !window[..<end].contains(" ") else { return false }
    add("")
    add("[" + Self.string(window[..<end].dropFirst(2)) + "]", .faint)
    index = end + 1
    return true
  }

  private mutating func emphasis() -> Bool {
    let mark = scalars[index]
    var end = index
    while scalar(end) == mark { end += 1 }
    let count = end - index
    let isAlone = isSpace(index - 1) && isSpace(end)
    guard count <= 3, !isAlone, mark == "*" || count == 2 else { return false }
    add("")
    if mark == "~" { face.formSymmetricDifference(.struck) }
    if mark == "*", count != 1 { face.formSymmetricDifference(.strong) }
    if mark == "*", count != 2 { face.formSymmetricDifference(.slanted) }
    index = end
    return true
  }

  private func isSpace(_ place: Int) -> Bool { scalar(place).properties.isWhitespace }

  private mutating func code() -> Bool {
    var start = index
    while scalar(start) == "`" { start += 1 }
    let count = start - index
    let mark = String(repeating: "`", count: count)
    guard !isWithout.contains(mark) else { return false }
    var end = start
    while end < scalars.count {
      var run = 0
      while scalar(end + run) == "`" { run += 1 }
      if run == count { break }
      end += max(run, 1)
    }
    guard end < scalars.count else {
      isWithout.insert(mark)
      add(mark)
      index = start
      return true
    }
    add("")
    var code = scalars[start..<end]
    if code.count > 2, code.first == " ", code.last == " " { code = code.dropFirst().dropLast() }
    add(Self.string(code), .code)
    index = end + count
    return true
  }

  /// A formula keeps its source, in which no sign is a mark.
  private mutating func formula() -> Bool {
    guard !isSpace(index + 1), scalar(index + 1) != "$", !isWithout.contains("$") else {
      return false
    }
    var end = index + 1
    while end < scalars.count, end < index + 2000 {
      if scalars[end] == "$", !isSpace(end - 1), scalar(end + 1).properties.numericType == nil {
        add("")
        add(Self.string(scalars[index...end]), .code)
        index = end + 1
        return true
      }
      end += scalars[end] == "\\" ? 2 : 1
    }
    if end >= scalars.count { isWithout.insert("$") }
    return false
  }

  private mutating func tag() -> Bool {
    let window = scalars[index..<min(scalars.count, index + 8)]
    guard let end = window.firstIndex(of: ">") else { return false }
    switch Self.string(window[...end]) {
    case "<br>", "<br/>", "<br />": add("\n")
    case "<sup>": change { $0.insert(.raised) }
    case "</sup>": change { $0.remove(.raised) }
    case "<sub>": change { $0.insert(.lowered) }
    case "</sub>": change { $0.remove(.lowered) }
    default: return false
    }
    index = end + 1
    return true
  }

  /// What follows has another face.
  private mutating func change(_ body: (inout StyledText.Face) -> Void) {
    add("")
    body(&face)
  }

  private static let moved: StyledText.Face = [.raised, .lowered]

  /// What stands above or below the line in signs that do; else behind a mark, unless it stands in
  /// brackets, which are mark enough.
  private static func shifted(_ piece: StyledText, goesOn: Bool) -> StyledText {
    guard !piece.face.isDisjoint(with: moved) else { return piece }
    let isRaised = piece.face.contains(.raised)
    let (plain, small) = isRaised ? (raisable, raised) : (lowerable, lowered)
    var shifted = piece
    let signs = piece.text.compactMap { character in
      plain.firstIndex(of: character).map { small[$0] }
    }
    if signs.count == piece.text.count {
      shifted.text = String(signs)
    } else if !goesOn, piece.text.first.map({ "[( ".contains($0) }) == false {
      shifted.text = (isRaised ? "^" : "_") + piece.text
    }
    return shifted
  }

  private static let raisable = Array("0123456789+-=()ni")
  private static let raised = Array("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
  private static let lowerable = Array("0123456789+-=()")
  private static let lowered = Array("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 33...47, 58...64, 91...96, 123...126: true
    default: false
    }
  }
}
