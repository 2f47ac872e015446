/// Finds the dates in a line of text.
///
/// Reads the text once into numbers, words and signs, and looks at each place for the few orders in
/// which people write a day.
struct DateText {
  struct Found: Equatable {
    var iso: String
    /// Bytes of the text before the date.
    var offset: Int
    /// Bytes of the text that are the date.
    var length: Int
    /// Whether it names a day, and not only a month.
    var hasDay: Bool
  }

  /// The dates in a text, in order.
  ///
  /// The language decides between day and month in `03/04/2025`. Takes time linear in the text.
  static func dates(in text: String, language: String? = nil) -> [Found] {
    DateText(text, language: language).dates()
  }

  private enum Token {
    case number(Int, digits: Int)
    case month(Int)
    case word(String)
    case sign(UInt8)
  }

  private var tokens: [Token] = []
  private var starts: [Int] = []
  private var ends: [Int] = []
  private let language: String?
  private let text: String

  private init(_ text: String, language: String?) {
    self.text = text
    self.language = language?.lowercased()
    read()
  }

  // MARK: Reading

  private enum Kind { case digit, letter, space, sign }

  private mutating func read() {
    var piece = String.UnicodeScalarView()
    var (start, offset) = (0, 0)
    var kind = Kind.space
    var wasUnit = false
    for scalar in text.unicodeScalars {
      let next = Self.kind(of: scalar)
      // Chinese and Korean write units right behind numbers, and words right behind units.
      let isUnit = Self.isUnit(scalar)
      if next != kind || next == .sign || isUnit || wasUnit {
        finish(piece, kind, start, offset)
        piece = String.UnicodeScalarView()
        (start, kind, wasUnit) = (offset, next, isUnit)
      }
      piece.append(scalar)
      offset += UTF8.width(scalar)
    }
    finish(piece, kind, start, offset)
  }

  private mutating func finish(
    _ piece: String.UnicodeScalarView,
    _ kind: Kind,
    _ start: Int,
    _ end: Int
  ) {
    let piece = String(piece)
    switch kind {
    case .space: return
    case .digit:
      let value = piece.utf8.count < 10 ? Int(piece) : nil
      tokens.append(value.map { .number($0, digits: piece.utf8.count) } ?? .word(""))
    case .letter: tokens.append(Self.word(piece))
    case .sign: tokens.append(.sign(piece.utf8.first ?? 0))
    }
    starts.append(start)
    ends.append(end)
  }

  private static func word(_ piece: String) -> Token {
    let folded = MonthNames.folded(piece)
    return MonthNames.month(folded).map { .month($0) } ?? .word(folded)
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar.value {
    case 48...57: .digit
    case 65...90, 97...122: .letter
    case 9, 10, 13, 32, 0xA0, 0x202F, 0x2009, 0x3000: .space
    case 0..<128: .sign
    default:
      scalar.properties.isAlphabetic || scalar.properties.isGraphemeExtend
        || scalar.properties.generalCategory == .spacingMark ? .letter : .sign
    }
  }

  private static func isUnit(_ scalar: Unicode.Scalar) -> Bool {
    "年月日년월일号號".unicodeScalars.contains(scalar)
  }

  // MARK: Looking

  private func dates() -> [Found] {
    var found: [Found] = []
    var place = 0
    while place < tokens.count {
      guard let match = match(at: place) else {
        place += 1
        continue
      }
      let (date, end) = match
      if let iso = Dates.iso(year: date.year, month: date.month, day: date.day) {
        found.append(
          Found(
            iso: iso + (date.day == nil ? "" : time(after: end)),
            offset: starts[place],
            length: ends[end - 1] - starts[place],
            hasDay: date.day != nil
          )
        )
        place = end
      } else {
        place += 1
      }
    }
    return found
  }

  private typealias Day = (year: Int, month: Int, day: Int?)

  private func match(at place: Int) -> (Day, end: Int)? {
    switch tokens[place] {
    case .number(let value, digits: 4) where Dates.isPlausible(value):
      return yearFirst(value, place)
    case .number(let value, digits: 8):
      let day = (value / 10_000, value / 100 % 100, value % 100)
      return (1990...2100).contains(day.0) ? ((day.0, day.1, day.2), place + 1) : nil
    case .number(let value, let digits) where digits <= 2: return dayFirst(value, place)
    case .month(let month): return monthFirst(month, place)
    default: return nil
    }
  }

  // `2025-03-04`, `2025/3/4`, `2025. 3. 4`, `2025年3月4日`, `2025. március 4.`
  private func yearFirst(_ year: Int, _ place: Int) -> (Day, Int)? {
    if isWord(place + 1, ["年", "년"]), let month = number(place + 2),
      isWord(place + 3, ["月", "월"])
    {
      guard let day = number(place + 4), isWord(place + 5, ["日", "일", "号", "號"]) else {
        return ((year, month, nil), place + 4)
      }
      return ((year, month, day), place + 6)
    }
    var next = place + 1
    if let sign = sign(next), "-/.".utf8.contains(sign) {
      next += 1
      if let month = number(next), self.sign(next + 1) == sign, let day = number(next + 2) {
        return ((year, month, day), next + 3)
      }
    }
    if isWord(next, ["m"]) { next += 1 }
    if let month = month(next) {
      var after = next + 1
      if sign(after) != nil { after += 1 }
      if let day = number(after), !isYear(after + 1) { return ((year, month, day), after + 1) }
    }
    return nil
  }

  // `4 March 2025`, `4. März 2025`, `4 de marzo de 2025`, `04.03.2025`, `3/4/25`
  private func dayFirst(_ day: Int, _ place: Int) -> (Day, Int)? {
    if let numeric = numeric(day, place) { return numeric }
    var next = place + 1
    // 4th, 1er, 2º, 4., 4-
    if isWord(next, ["st", "nd", "rd", "th", "er", "o", "º", "a", "e", "η"]) { next += 1 }
    while let sign = sign(next), ".-/,".utf8.contains(sign), next - place < 4 { next += 1 }
    while isWord(next, ["de", "of", "di", "del", "ב"]) { next += 1 }
    guard let month = month(next) else { return nil }
    return year(after: next + 1).map { ((($0.0, month, day)), $0.1) }
  }

  private func numeric(_ first: Int, _ place: Int) -> (Day, Int)? {
    guard let sign = sign(place + 1), "./-".utf8.contains(sign), let second = number(place + 2),
      self.sign(place + 3) == sign, case .number(let last, let digits)? = token(place + 4),
      digits == 4 || (digits == 2 && sign != UInt8(ascii: "-"))
    else { return nil }
    // Part of a longer number, of a version or of an address.
    if place > 1, let before = self.sign(place - 1), before == sign, number(place - 2) != nil {
      return nil
    }
    if self.sign(place + 5) == sign, number(place + 6) != nil { return nil }
    let year = digits == 4 ? last : last < 70 ? 2000 + last : 1900 + last
    guard let (month, day) = order(first, second, dotted: sign == UInt8(ascii: ".")) else {
      return nil
    }
    return ((year, month, day), place + 5)
  }

  /// Which of two numbers is the month.
  private func order(_ first: Int, _ second: Int, dotted: Bool) -> (month: Int, day: Int)? {
    if dotted || first > 12 { return (second, first) }
    if second > 12 || first == second { return (first, second) }
    guard let language else { return nil }
    if language == "en-us" { return (first, second) }
    if language.hasPrefix("en") {
      // Only the United States and what has no country write the month first.
      return language.count > 2 ? (second, first) : nil
    }
    return (second, first)
  }

  // `March 4, 2025`, `March 4th 2025`, `March 2025`
  private func monthFirst(_ month: Int, _ place: Int) -> (Day, Int)? {
    var next = place + 1
    while let sign = sign(next), "./-,".utf8.contains(sign), next - place < 3 { next += 1 }
    if let day = number(next) {
      var after = next + 1
      if isWord(after, ["st", "nd", "rd", "th"]) { after += 1 }
      if let (year, end) = year(after: after) { return ((year, month, day), end) }
      // Mon Aug 03 12:45:00 EDT 2015
      if sign(after + 1) == UInt8(ascii: ":"), sign(after + 3) == UInt8(ascii: ":") {
        for place in [after + 5, after + 6] {
          if let (year, end) = year(after: place) { return ((year, month, day), end) }
        }
      }
      return nil
    }
    while isWord(next, ["de", "of", "del"]) { next += 1 }
    return isYear(next) ? year(after: next).map { (($0.0, month, nil), $0.1) } : nil
  }

  private func year(after place: Int) -> (Int, Int)? {
    var next = place
    while let sign = sign(next), ".,-/'".utf8.contains(sign), next - place < 2 { next += 1 }
    while isWord(next, ["de", "del", "of", "do", "η"]) { next += 1 }
    if isYear(next), case .number(let year, _)? = token(next) { return (year, next + 1) }
    return nil
  }

  /// The time of a mail-like date: `Tue, 04 Mar 2025 08:00:00 +0100`.
  private func time(after place: Int) -> String {
    guard case .number(let hour, digits: 2)? = token(place), sign(place + 1) == 58,
      case .number(let minute, digits: 2)? = token(place + 2), sign(place + 3) == 58,
      case .number(let second, digits: 2)? = token(place + 4), hour < 24, minute < 60, second < 61
    else { return "" }
    let time =
      "T" + [hour, minute, second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    if isWord(place + 5, ["gmt", "utc", "z"]), sign(place + 6) != 43 { return time + "Z" }
    let at = isWord(place + 5, ["gmt"]) ? place + 6 : place + 5
    guard let sign = sign(at), sign == 43 || sign == 45,
      case .number(let offset, digits: 4)? = token(at + 1)
    else { return "" }
    if offset == 0 { return time + "Z" }
    let digits = String(10_000 + offset).dropFirst()
    return time + (sign == 43 ? "+" : "-") + digits.prefix(2) + ":" + digits.suffix(2)
  }

  // MARK: Tokens

  private func token(_ place: Int) -> Token? {
    tokens.indices.contains(place) ? tokens[place] : nil
  }

  private func number(_ place: Int) -> Int? {
    if case .number(let value, let digits)? = token(place), digits <= 2 { return value }
    return nil
  }

  private func isYear(_ place: Int) -> Bool {
    if case .number(let value, digits: 4)? = token(place) { return Dates.isPlausible(value) }
    return false
  }

  private func month(_ place: Int) -> Int? {
    if case .month(let month)? = token(place) { return month }
    return nil
  }

  private func sign(_ place: Int) -> UInt8? {
    if case .sign(let sign)? = token(place) { return sign }
    return nil
  }

  private func isWord(_ place: Int, _ words: [String]) -> Bool {
    if case .word(let word)? = token(place) { return words.contains(word) }
    return false
  }
}
