import CPoppler

/// What readers of the file marked and wrote into it.
extension Page {
  func annotations() -> [JSONLine] {
    let list = poppler_page_get_annot_mapping(pointer)
    defer { poppler_page_free_annot_mapping(list) }
    var lines: [JSONLine] = []
    var next = list
    while let entry = next, lines.count < Limits.annotationsOfPage {
      next = entry.pointee.next
      guard let data = entry.pointee.data else { continue }
      let mapping = data.assumingMemoryBound(to: PopplerAnnotMapping.self).pointee
      lines += [line(of: mapping)].compactMap(\.self)
    }
    return lines
  }

  private func line(of mapping: PopplerAnnotMapping) -> JSONLine? {
    guard let annotation = mapping.annot else { return nil }
    let type = poppler_annot_get_annot_type(annotation)
    guard let name = Self.names.first(where: { $0.type == type })?.name else { return nil }
    let quads = name == "note" || name == "text" ? [] : quadrilaterals(of: annotation)
    let (width, height) = shownSize
    // Areas are told from the bottom of the page.
    let shown = Box(
      left: mapping.area.x1,
      top: height - mapping.area.y2,
      right: mapping.area.x2,
      bottom: height - mapping.area.y1
    )
    let boxes = Self.shown(quads, in: shown, width: width, height: height)
      .map { turn.upright($0, width, height) }
    let area = turn.upright(shown, width, height)
    var line = JSONLine(kind: "annotation")
    line.append("page", index + 1)
    line.append("type", name)
    line.append("name", owned(poppler_annot_get_name(annotation)))
    line.append("contents", owned(poppler_annot_get_contents(annotation)))
    line.append("author", owned(poppler_annot_markup_get_label(annotation)))
    line.append("modified", owned(poppler_annot_get_modified(annotation)))
    line.append("color", color(of: annotation))
    line.append("area", area.numbers)
    line.append("quads", quads)
    guard !boxes.isEmpty else {
      line.append("text", lineBeside(area))
      return line
    }
    let marked = text(under: boxes)
    line.append("text", marked.text)
    line.append(
      "before",
      context(marked.range.lowerBound - Limits.contextCharacters, marked.range.lowerBound)
    )
    line.append(
      "after",
      context(marked.range.upperBound, marked.range.upperBound + Limits.contextCharacters)
    )
    return line
  }

  private static var names: [(type: PopplerAnnotType, name: String)] {
    [
      (POPPLER_ANNOT_HIGHLIGHT, "highlight"), (POPPLER_ANNOT_UNDERLINE, "underline"),
      (POPPLER_ANNOT_SQUIGGLY, "squiggly"), (POPPLER_ANNOT_STRIKE_OUT, "strikeout"),
      (POPPLER_ANNOT_TEXT, "note"), (POPPLER_ANNOT_FREE_TEXT, "text"),
    ]
  }

  /// Four corners a row, eight numbers, as they stand in the file.
  private func quadrilaterals(of annotation: OpaquePointer) -> [[Double]] {
    guard let array = poppler_annot_text_markup_get_quadrilaterals(annotation) else { return [] }
    defer { g_array_unref(array) }
    guard let data = array.pointee.data else { return [] }
    let count = min(Int(array.pointee.len), Limits.quads)
    return data.withMemoryRebound(to: PopplerQuadrilateral.self, capacity: count) { quads in
      (0..<count).map { index in
        let quad = quads[index]
        return [quad.p1, quad.p2, quad.p3, quad.p4].flatMap { [$0.x, $0.y] }
      }
    }
  }

  private func color(of annotation: OpaquePointer) -> String? {
    guard let color = poppler_annot_get_color(annotation) else { return nil }
    defer { g_free(color) }
    func digits(_ part: guint16) -> String {
      let text = String(part >> 8, radix: 16)
      return text.utf8.count < 2 ? "0" + text : text
    }
    return "#" + [color.pointee.red, color.pointee.green, color.pointee.blue].map(digits).joined()
  }

  // MARK: Places

  /// Quadrilaterals as boxes on the page as it is shown.
  ///
  /// They stand in the file's own system, which a page may turn and shift; poppler tells the area of the
  /// whole annotation as shown. Of the four turns the one that fits the area is the page's.
  static func shown(_ quads: [[Double]], in area: Box, width: Double, height: Double) -> [Box] {
    let plain = quads.map { quad in
      Box(
        left: min(quad[0], quad[2], quad[4], quad[6]),
        top: min(quad[1], quad[3], quad[5], quad[7]),
        right: max(quad[0], quad[2], quad[4], quad[6]),
        bottom: max(quad[1], quad[3], quad[5], quad[7])
      )
    }
    func turned(_ box: Box, _ turn: Int) -> Box {
      switch turn {
      case 0:
        Box(left: box.left, top: height - box.bottom, right: box.right, bottom: height - box.top)
      case 1: Box(left: box.top, top: box.left, right: box.bottom, bottom: box.right)
      case 2:
        Box(left: width - box.right, top: box.top, right: width - box.left, bottom: box.bottom)
      default:
        Box(
          left: width - box.bottom,
          top: height - box.right,
          right: width - box.top,
          bottom: height - box.left
        )
      }
    }
    func distance(_ boxes: [Box]) -> Double {
      guard var whole = boxes.first else { return 0 }
      for box in boxes { whole.unite(box) }
      return zip(whole.numbers, area.numbers).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    let turns = (0..<4).map { turn in plain.map { turned($0, turn) } }
    // The first of equals: an upright page is the rule.
    return turns.min { distance($0) < distance($1) } ?? []
  }

  /// The characters whose middle lies in the boxes, a line for each box.
  private func text(under boxes: [Box]) -> (text: String, range: Range<Int>) {
    var taken = [Bool](repeating: false, count: characters.count)
    var lines: [String] = []
    for box in boxes {
      var last: Int?
      var line = String.UnicodeScalarView()
      for index in characters.indices where !taken[index] {
        // A space belongs to the words before it: its own place may be anything.
        let isMarked =
          characters[index].properties.isWhitespace
          ? last == index - 1 : box.holdsMiddle(of: places[index])
        guard isMarked else { continue }
        if let last, last + 1 < index { line.append(" ") }
        line.append(characters[index] == "\n" ? " " : characters[index])
        taken[index] = true
        last = index
      }
      if !line.isEmpty { lines.append(String(line)) }
    }
    let first = taken.firstIndex(of: true) ?? 0
    let last = taken.lastIndex(of: true).map { $0 + 1 } ?? first
    return (lines.joined(separator: "\n"), first..<last)
  }

  /// What stands between two places, as far as there is something, in one line.
  private func context(_ start: Int, _ end: Int) -> String {
    let range = max(0, start)..<max(0, min(end, characters.count))
    let text = range.isEmpty ? "" : text(range)
    return String(text.map { $0.isNewline ? " " : $0 })
  }

  /// The line of text at the height of a note that stands beside it: of those of several columns the
  /// nearest.
  private func lineBeside(_ area: Box) -> String {
    let middle = (area.top + area.bottom) / 2
    var best: (away: Double, aside: Double, range: Range<Int>)?
    for range in lineRanges() {
      let inked = range.filter { !characters[$0].properties.isWhitespace }
      guard let first = inked.first else { continue }
      var box = places[first]
      for index in inked { box.unite(places[index]) }
      let place = places[first]
      let distance = abs((place.top + place.bottom) / 2 - middle)
      guard distance <= max(2 * place.height, 20) else { continue }
      // Lines beside one another hardly ever stand at quite the same height.
      let away = distance < place.height * 0.75 ? 0 : distance
      let aside = max(box.left - area.right, area.left - box.right, 0)
      if (away, aside) < (best?.away ?? .infinity, best?.aside ?? .infinity) {
        best = (away, aside, range)
      }
    }
    return best.map { text($0.range) } ?? ""
  }
}
