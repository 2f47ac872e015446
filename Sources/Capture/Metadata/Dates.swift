import Foundation

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
    return machine(text) ?? written(text, language: language)
  }

  /// The day that an address such as `/2025/03/04/` names.
  static func day(inAddress address: String) -> String? {
    guard
      let match = address.firstMatch(
        of: /[\/\-_](19\d\d|20\d\d)[\/\-](\d\d?)[\/\-](\d\d?)(?:\D|$)/
      ),
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
    else { return nil }
    return iso(year: year, month: month, day: day)
  }

  // MARK: ISO 8601 and its relatives

  private static func machine(_ text: String) -> String? {
    guard
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

  private static func zone(_ text: Substring) -> String {
    if text.first?.isLetter == true { return "Z" }
    let digits = text.dropFirst().filter(\.isNumber)
    let hours = digits.prefix(2)
    let minutes = digits.count > 2 ? digits.suffix(2) : "00"
    return hours == "00" && minutes == "00" ? "Z" : "\(text.prefix(1))\(hours):\(minutes)"
  }

  // MARK: Dates in words

  private enum Token: Equatable {
    case number(Int, digits: Int)
    case month(Int)
    case other
  }

  private static func written(_ text: String, language: String?) -> String? {
    if let match = text.firstMatch(of: /(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?/),
      let year = Int(match.1), let month = Int(match.2)
    {
      return iso(year: year, month: month, day: match.3.flatMap { Int($0) })
    }
    if let numeric = numeric(text, language: language) { return numeric }
    let tokens = tokens(of: text)
    guard let place = tokens.firstIndex(where: { if case .month = $0 { true } else { false } }),
      case .month(let month) = tokens[place]
    else { return nil }
    let around = tokens.indices.filter { abs($0 - place) <= 4 }
    let year = around.sorted { abs($0 - place) < abs($1 - place) }.lazy.compactMap {
      index -> Int? in
      guard case .number(let value, digits: 4) = tokens[index], isPlausible(value) else {
        return nil
      }
      return value
    }.first
    guard let year else { return nil }
    let day = [place - 1, place + 1, place - 2, place + 2].lazy.compactMap { index -> Int? in
      guard tokens.indices.contains(index), case .number(let value, let digits) = tokens[index],
        digits <= 2, (1...31).contains(value)
      else { return nil }
      return value
    }.first
    guard let date = iso(year: year, month: month, day: day) else { return nil }
    return date + (day == nil ? "" : time(in: text))
  }

  /// The time of a mail-like date: `Tue, 04 Mar 2025 08:00:00 +0100`.
  private static func time(in text: String) -> String {
    guard
      let match = text.firstMatch(
        of: /\s(\d{2}):(\d{2}):(\d{2})\s+([+-]\d{4}|GMT|UTC|Z)\b/
      )
    else { return "" }
    return "T\(match.1):\(match.2):\(match.3)" + zone(match.4)
  }

  private static func numeric(_ text: String, language: String?) -> String? {
    if let match = text.firstMatch(of: /\b(19\d\d|20\d\d)[.\/\-]\s?(\d{1,2})[.\/\-]\s?(\d{1,2})\b/),
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
    {
      return iso(year: year, month: month, day: day)
    }
    guard
      let match = text.firstMatch(
        of: /\b(\d{1,2})(\.|\/|-)\s?(\d{1,2})(?:\.|\/|-)\s?(19\d\d|20\d\d)\b/
      ),
      let first = Int(match.1), let second = Int(match.3), let year = Int(match.4)
    else { return nil }
    if match.2 == "." || first > 12 { return iso(year: year, month: second, day: first) }
    if second > 12 { return iso(year: year, month: first, day: second) }
    if first == second { return iso(year: year, month: first, day: second) }
    guard let language = language?.lowercased() else { return nil }
    if language == "en-us" { return iso(year: year, month: first, day: second) }
    return language.hasPrefix("en") && language != "en-gb"
      ? nil : iso(year: year, month: second, day: first)
  }

  private static func tokens(of text: String) -> [Token] {
    var tokens: [Token] = []
    var word = ""
    func finish() {
      if word.isEmpty { return }
      if let value = Int(word) {
        tokens.append(.number(value, digits: word.count))
      } else if let value = Int(word.prefix(while: \.isNumber)), value <= 31 {
        // 4th, 1er, 2º
        tokens.append(.number(value, digits: 2))
      } else if let month = months[word] {
        tokens.append(.month(month))
      } else if !fillers.contains(word) {
        tokens.append(.other)
      }
      word = ""
    }
    for character in text.lowercased().decomposedStringWithCompatibilityMapping {
      if character.isLetter || (character.isNumber && character.isASCII) {
        // Base letters only: März and Marz, août and aout.
        if let base = character.unicodeScalars.first { word.unicodeScalars.append(base) }
      } else {
        finish()
      }
    }
    finish()
    return tokens
  }

  private static func isPlausible(_ year: Int) -> Bool { (1400...2100).contains(year) }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func iso(year: Int, month: Int, day: Int?) -> String? {
    guard isPlausible(year), (1...12).contains(month) else { return nil }
    guard let day else { return "\(year)-\(two(month))" }
    let lengths =
      [31, year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28]
      + [31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[month - 1]).contains(day) else { return nil }
    return "\(year)-\(two(month))-\(two(day))"
  }

  private static let fillers: Set<String> = ["de", "del", "of", "the", "den", "a", "do", "r", "г"]

  /// Month names and their usual short forms, without accents, each language on a line.
  private static let months: [String: Int] = {
    let lists = [
      "january february march april may june july august september october november december",
      "jan feb mar apr may jun jul aug sep oct nov dec",
      "januar februar marz april mai juni juli august september oktober november dezember",
      "janner feber maerz - - - - - sept okt - dez",
      "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
      "janv fevr - avr - - juil - - - - -",
      "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
      "ene - - abr - - - ago setiembre - - dic",
      "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
      "gen - - - mag giu lug - set ott - -",
      "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
      "- fev - - - - - - - out - -",
      "januari februari maart april mei juni juli augustus september oktober november december",
      "- - mrt - - - - - - - - -",
      "januari februari mars april maj juni juli augusti september oktober november december",
      "januar februar marts april maj juni juli august september oktober november desember",
      "styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien",
      "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
      "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
      "leden unor brezen duben kveten cerven cervenec srpen zari rijen listopad prosinec",
      "ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
      "ocak subat mart nisan mayıs haziran temmuz agustos eylul ekim kasım aralık",
    ]
    var months: [String: Int] = [:]
    for list in lists {
      for (index, name) in list.split(separator: " ").enumerated() where name != "-" {
        months[String(name)] = months[String(name)] ?? index + 1
      }
    }
    return months
  }()
}
