import Model

/// The dates of the places that the rules name.
extension Metadata {
  func date(_ text: String?) -> String? {
    text.flatMap { Dates.iso($0, language: declaredLanguage) }
  }

  /// The date of the first of these elements that has one.
  func firstDate(of elements: [Int], _ text: (Int) -> String) -> [String] {
    for index in elements.prefix(40) {
      if let date = date(text(index)) { return [date] }
    }
    return []
  }

  /// The days in lines near the headline, those first that are not called a change.
  func dates(in lines: [PageLines.Line]) -> [String] {
    let (dates, changes) = sortedDates(in: lines)
    return dates + changes
  }

  func datesOfChange(in lines: [PageLines.Line]) -> [String] { sortedDates(in: lines).changes }

  private func sortedDates(in lines: [PageLines.Line]) -> (dates: [String], changes: [String]) {
    var dates: [String] = []
    var changes: [String] = []
    for (index, line) in lines.enumerated() {
      for found in days(in: line.text) where !isFarIn(found, line.text) {
        let before = found.offset < 4 && index > 0 ? lines[index - 1].text : line.text
        let offset = found.offset < 4 && index > 0 ? before.utf8.count : found.offset
        if DateLabels.speakOfChange(before: offset, in: before) {
          changes.append(found.iso)
        } else {
          dates.append(found.iso)
        }
      }
    }
    return (dates, changes)
  }

  /// Whether a date stands within prose, where it is that of what is told.
  private func isFarIn(_ date: DateText.Found, _ line: String) -> Bool {
    line.utf8.count > 160 && date.offset > 4
  }

  private func days(in line: String) -> [DateText.Found] {
    guard line.utf8.contains(where: { (48...57).contains($0) }) else { return [] }
    let head = line.utf8.count > 400 ? String(decoding: line.utf8.prefix(60), as: UTF8.self) : line
    return DateText.dates(in: head, language: declaredLanguage).filter(\.hasDay)
  }

  var datesInAddresses: [String] {
    [link("canonical"), first("og:url"), address].compactMap(\.self)
      .compactMap(Dates.day(inAddress:)).prefix(1).map(\.self)
  }

  var datesInNamedElements: [String] {
    var dates: [String] = []
    for index in places.dateNamed where tree.nodes[index].end - index < 24 && dates.count < 3 {
      let text = tree.text(of: index)
      if text.utf8.count < 120, let day = days(in: text).first { dates.append(day.iso) }
    }
    return dates
  }

  /// Dates anywhere in the page that a word for publishing stands before.
  var labelledDates: [String] {
    var dates: [String] = []
    for line in PageLines.lines(
      from: 0,
      to: tree.nodes.count,
      in: tree,
      limit: .max,
      proseLimit: .max
    )
    where line.text.utf8.count < 300 && dates.count < 2 {
      for day in days(in: line.text)
      where DateLabels.speakOfPublishing(before: day.offset, in: line.text) {
        dates.append(day.iso)
      }
    }
    return dates
  }

  /// The dates of the data with which the page's own scripts draw it.
  var datesInScripts: [String] {
    for index in places.scripts {
      let text = tree.subtree(of: index).map { tree.nodes[$0].text }.joined()
      guard text.utf8.count < Limits.linkedDataBytes else { continue }
      if let date = ScriptDates.published(in: text).lazy.compactMap({ date($0) }).first {
        return [date]
      }
    }
    return []
  }
}
