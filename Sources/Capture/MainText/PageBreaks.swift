/// Mends text that came out of pages: lines torn by page breaks and hyphens, page numbers between
/// paragraphs, headers that run along the top of every page.
struct PageBreaks {
  private var lines: [String]

  static func mended(_ text: String) -> [String] {
    var breaks = PageBreaks(text)
    breaks.run()
    return breaks.lines
  }

  private init(_ text: String) {
    lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private mutating func run() {
    var pages: [[String]] = [[]]
    for line in lines {
      let parts = line.split(separator: "\u{C}", omittingEmptySubsequences: false)
      for (number, part) in parts.enumerated() {
        if number > 0 { pages.append([]) }
        // A form feed at the end of a line leaves nothing behind it.
        if !(parts.count > 1 && part.isEmpty) { pages[pages.count - 1].append(String(part)) }
      }
    }
    if pages.count == 1 {
      lines = withoutLoneNumbers(pages[0])
    } else {
      lines = joined(pages.map { trimmed($0, running: runningLines(of: pages)) })
    }
  }

  /// What most pages begin or end with, numbers aside.
  private func runningLines(of pages: [[String]]) -> Set<String> {
    guard pages.count > 2 else { return [] }
    var counts: [String: Int] = [:]
    for page in pages {
      let full = page.filter { !$0.trimmed().isEmpty }
      let ends = Set([full.first, full.last].compactMap(\.self).map(Self.withoutNumbers))
      for line in ends where !line.isEmpty { counts[line, default: 0] += 1 }
    }
    return Set(counts.filter { $0.value > 2 && $0.value * 2 > pages.count }.keys)
  }

  private static func withoutNumbers(_ line: String) -> String {
    line.filter { !$0.isNumber }.collapsingWhitespace()
  }

  private func trimmed(_ page: [String], running: Set<String>) -> [String] {
    func isFurniture(_ line: String) -> Bool {
      line.trimmed().isEmpty || Self.isPageNumber(line)
        || running.contains(Self.withoutNumbers(line))
    }
    let head = page.drop(while: isFurniture)
    return head.reversed().drop(while: isFurniture).reversed()
  }

  /// `12`, `- 12 -`, `Page 12 of 30`.
  static func isPageNumber(_ line: String) -> Bool {
    line.trimmed().lowercased().wholeMatch(
      of:
        /(?:[-–—\[]\s*)?(?:(?:page|seite|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:\/|of|von|de)\s*\d{1,4})?(?:\s*[-–—\]])?/
    ) != nil
  }

  private func joined(_ pages: [[String]]) -> [String] {
    var result: [String] = []
    for page in pages where !page.isEmpty {
      if let last = result.last, let next = page.first, !last.isEmpty {
        // A sentence that goes on stays one paragraph.
        if !Self.runsOn(from: last, to: next) { result.append("") }
      }
      result += page
    }
    return result
  }

  /// Takes out a number that stands alone in the middle of a sentence.
  private func withoutLoneNumbers(_ lines: [String]) -> [String] {
    var result: [String] = []
    var index = 0
    while index < lines.count {
      defer { index += 1 }
      guard Self.isPageNumber(lines[index]), index + 1 < lines.count,
        let before = result.last(where: { !$0.trimmed().isEmpty }),
        let next = lines[(index + 1)...].firstIndex(where: { !$0.trimmed().isEmpty }),
        Self.runsOn(from: before, to: lines[next])
      else {
        result.append(lines[index])
        continue
      }
      while result.last?.trimmed().isEmpty == true { result.removeLast() }
      index = next - 1
    }
    return result
  }

  /// Whether one line ends within a sentence and the next goes on with it.
  static func runsOn(from line: String, to next: String) -> Bool {
    guard let last = line.trimmed().last, let first = next.trimmed().first else { return false }
    if last == "-" || last == "\u{AD}" { return first.isLetter }
    return !".!?:;。！？：…”\"»’)".contains(last) && (first.isLowercase || "(—–".contains(first))
  }

  /// Two lines of a paragraph as one: a word torn by a hyphen is whole again, unless `isKnown`
  /// finds it written with its hyphen elsewhere in the text.
  static func join(_ line: String, _ next: String, isKnown: (String) -> Bool) -> String {
    let next = next.trimmed()
    guard let last = line.last, last == "-" || last == "\u{AD}" || last == "\u{2010}",
      let first = next.first, first.isLowercase,
      line.dropLast().last?.isLetter == true
    else { return line.isEmpty ? next : line + " " + next }
    let head = line.dropLast().reversed().prefix { $0.isLetter }.reversed()
    let tail = next.prefix { $0.isLetter }
    return isKnown(String(head) + "-" + tail) ? line + next : line.dropLast() + next
  }
}
