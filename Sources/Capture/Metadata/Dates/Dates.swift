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
    let path = address.prefix { $0 != "#" }
    guard path.utf8.count < 2000, path.utf8.contains(where: { (48...57).contains($0) }) else {
      return nil
    }
    return DateText.dates(in: String(path)).first { found in
      found.hasDay && (found.iso.hasPrefix("19") || found.iso.hasPrefix("20"))
    }?.iso
  }

  // MARK: ISO 8601 and its relatives

  /// A date, or a date and a time, as programs write them; `nil` for everything else.
  static func machine(_ text: String) -> String? {
    var reader = DigitReader(text)
    guard let year = reader.digits(4), isPlausible(year) else { return nil }
    if reader.isAtEnd { return text }
    let sign = reader.sign("-/.")
    guard let month = reader.digits(2) else { return nil }
    if reader.isAtEnd, sign != nil {
      return (1...12).contains(month) ? iso(year: year, month: month, day: nil) : nil
    }
    _ = reader.sign("-/.")
    guard let day = reader.digits(2), let date = iso(year: year, month: month, day: day) else {
      return nil
    }
    if reader.isAtEnd { return date }
    guard reader.skipSeparator() else { return reader.endsDate ? date : nil }
    guard let hour = reader.digits(2), hour < 24 else { return date }
    _ = reader.sign(":")
    guard let minute = reader.digits(2), minute < 60 else { return date }
    var second = 0
    if reader.sign(":") != nil || reader.startsDigits(2) { second = reader.digits(2) ?? 0 }
    reader.skipFraction()
    let time = "T\(two(hour)):\(two(minute)):\(two(second))"
    return date + time + reader.zone()
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

  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
