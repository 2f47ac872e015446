/// Dates as people and programs write them, to ISO 8601 as precise as they are.
///
/// A date that could be two days (`03/04/2025`) is read by the language of the page, and not at
/// all where that does not decide it.
enum Dates {
  /// The date a whole field holds; `nil` where it is none.
  static func iso(_ text: String, language: String? = nil) -> String? {
    // A date has a digit and is short; most of what is asked about has neither.
    guard text.utf8.count < 200, text.utf8.contains(where: { (48...57).contains($0) }) else {
      return nil
    }
    let text = text.trimmed()
    return machine(text) ?? DateText.dates(in: text, language: language).first?.iso
  }

  /// The day that an address such as `/2025/03/04/` or `/04-03-2025` names.
  static func day(inAddress address: String) -> String? {
    if let match = address.firstMatch(of: /[\/\-_](\d\d)-(\d\d)-(20\d\d)(?:\D|$)/),
      let day = Int(match.1), let month = Int(match.2), let year = Int(match.3)
    {
      // The order of the numbers is not said.
      return day > 12 || day == month ? iso(year: year, month: month, day: day) : nil
    }
    guard
      let match = address.firstMatch(
        of: /[\/\-_=](19\d\d|20\d\d)([\/\-_]?)(\d\d?)\2(\d\d?)(?:\D|$)/
      ),
      // Without signs between them, digits are a date only where there are eight.
      !match.2.isEmpty || match.3.count + match.4.count == 4,
      let year = Int(match.1), let month = Int(match.3), let day = Int(match.4)
    else { return nil }
    return iso(year: year, month: month, day: day)
  }

  // MARK: ISO 8601 and its relatives

  static func machine(_ text: String) -> String? {
    guard let first = text.utf8.first, (48...57).contains(first),
      let match = text.prefixMatch(
        of:
          /(\d{4})(?:[-\/.]?(\d{2})(?:[-\/.]?(\d{2})(?:[T ]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?)?)?/
      ),
      let year = Int(match.1), isPlausible(year)
    else { return nil }
    let rest = text[match.range.upperBound...]
    if let next = rest.first, next.isNumber || next.isLetter || "年.-".contains(next) { return nil }
    guard let month = match.2.flatMap({ Int($0) }) else { return rest.isEmpty ? match.1 + "" : nil }
    guard let day = match.3.flatMap({ Int($0) }) else {
      return rest.isEmpty && (1...12).contains(month) ? "\(match.1)-\(two(month))" : nil
    }
    guard let date = iso(year: year, month: month, day: day) else { return nil }
    guard let hour = match.4, let minute = match.5, (Int(hour) ?? 99) < 24, (Int(minute) ?? 99) < 60
    else { return date }
    let offset = match.7.map { zone($0) } ?? ""
    return date + "T\(hour):\(minute):\(match.6 ?? "00")" + offset
  }

  static func zone(_ text: Substring) -> String {
    if text.first?.isLetter == true { return "Z" }
    let digits = text.dropFirst().filter(\.isNumber)
    let hours = digits.prefix(2)
    let minutes = digits.count > 2 ? digits.suffix(2) : "00"
    return hours == "00" && minutes == "00" ? "Z" : "\(text.prefix(1))\(hours):\(minutes)"
  }

  // MARK: Calendar

  static func isPlausible(_ year: Int) -> Bool { (1400...2100).contains(year) }

  static func iso(year: Int, month: Int, day: Int?) -> String? {
    guard isPlausible(year), (1...12).contains(month) else { return nil }
    guard let day else { return "\(year)-\(two(month))" }
    let lengths =
      [31, year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28]
      + [31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[month - 1]).contains(day) else { return nil }
    return "\(year)-\(two(month))-\(two(day))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
