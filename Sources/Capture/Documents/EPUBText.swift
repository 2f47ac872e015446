import Model

/// The text of a book as it stands in its files, with the places of its letters there.
struct EPUBText {
  private(set) var scalars: [Unicode.Scalar] = []
  private var runs: [Run] = []
  private var chapters: [Chapter] = []

  /// Text that stands together in a file.
  private struct Run {
    /// Where it begins in ``EPUBText/scalars``.
    var start: Int
    var count: Int
    var chapter: Int
    var element: Int
    var step: Int
    /// What of the same text of the element stands before it, in UTF-16 units.
    var offset: Int
  }

  private struct Chapter {
    var steps: [EPUBFragment.Step]
    var elements: [XMLTree.Element]
  }

  private static let unread: Set<String> = [
    "head", "script", "style", "template", "iframe", "object", "embed", "audio", "video", "svg",
    "nav",
  ]

  /// Adds a chapter; one that is no proper XML has no places that two readers would agree on.
  mutating func append(_ text: String, steps: [EPUBFragment.Step]) {
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    let tree = XMLTree(lines, keepsRuns: true)
    guard tree.isWellFormed, !steps.isEmpty else { return }
    let unread = Self.unread(in: tree)
    var last: XMLTree.Run?
    var offset = 0
    for run in tree.runs {
      let isSame = last.map { $0.element == run.element && $0.step == run.step } ?? false
      offset = isSame ? offset + (last?.text.utf16.count ?? 0) : 0
      defer { last = run }
      if unread[run.element] { continue }
      // Words of two paragraphs are two words, whether there is space between or not.
      if let last, Self.standsApart(last, run, in: tree.elements) { scalars.append("\n") }
      runs.append(
        Run(
          start: scalars.count,
          count: run.text.unicodeScalars.count,
          chapter: chapters.count,
          element: run.element,
          step: run.step,
          offset: offset
        )
      )
      scalars += run.text.unicodeScalars
    }
    scalars.append("\n")
    chapters.append(Chapter(steps: steps, elements: tree.elements))
  }

  private static func unread(in tree: XMLTree) -> [Bool] {
    var unread = [Bool](repeating: false, count: tree.elements.count)
    for (index, element) in tree.elements.enumerated() {
      unread[index] =
        element.parent.map { unread[$0] } ?? false || Self.unread.contains(element.name)
    }
    return unread
  }

  /// Whether a line ends between two pieces of text.
  private static func standsApart(
    _ one: XMLTree.Run,
    _ next: XMLTree.Run,
    in elements: [XMLTree.Element]
  ) -> Bool {
    func endsLine(_ index: Int) -> Bool {
      elements[index].name == "br" || !Elements.inline.contains(elements[index].name)
    }
    if (one.place..<next.place).contains(where: endsLine) { return true }
    var element = one.element
    while !(element..<elements[element].end).contains(next.element) {
      if endsLine(element) { return true }
      guard let parent = elements[element].parent else { return true }
      element = parent
    }
    return false
  }

  /// The identifier of a range of ``scalars``; `nil` where it goes over from one file to the next.
  func fragment(of range: Range<Int>) -> EPUBFragment? {
    guard let first = run(at: range.lowerBound), let last = run(at: range.upperBound - 1),
      first.chapter == last.chapter
    else { return nil }
    let chapter = chapters[first.chapter]
    let start = path(to: first, in: chapter) + [EPUBFragment.Step(first.step)]
    let end = path(to: last, in: chapter) + [EPUBFragment.Step(last.step)]
    var common = 0
    while common < min(start.count, end.count) - 1, start[common] == end[common] { common += 1 }
    return EPUBFragment(
      path: EPUBFragment.Path(steps: chapter.steps + entered(start[..<common])),
      range: EPUBFragment.Range(
        start: EPUBFragment.Path(
          steps: common == 0 ? entered(start[...]) : Array(start[common...]),
          offset: offset(of: range.lowerBound, in: first)
        ),
        end: EPUBFragment.Path(
          steps: common == 0 ? entered(end[...]) : Array(end[common...]),
          offset: offset(of: range.upperBound, in: last)
        )
      )
    )
  }

  /// Steps of which the first is in the chapter's own file.
  private func entered(_ steps: ArraySlice<EPUBFragment.Step>) -> [EPUBFragment.Step] {
    var steps = Array(steps)
    if !steps.isEmpty { steps[0].isIndirect = true }
    return steps
  }

  /// The steps from the root of a file to the element that holds some text.
  private func path(to run: Run, in chapter: Chapter) -> [EPUBFragment.Step] {
    var steps: [EPUBFragment.Step] = []
    var element = run.element
    while let parent = chapter.elements[element].parent {
      let id = chapter.elements[element].attributes.first { $0.name == "id" }?.value
      steps.append(EPUBFragment.Step(chapter.elements[element].step, id: id))
      element = parent
    }
    return steps.reversed()
  }

  private func offset(of place: Int, in run: Run) -> Int {
    run.offset
      + scalars[run.start..<place].reduce(0) { $0 + UTF16.width($1) }
  }

  /// The text that holds a scalar; `nil` for what stands between texts.
  private func run(at place: Int) -> Run? {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].start <= place { low = middle + 1 } else { high = middle }
    }
    guard low > 0, place < runs[low - 1].start + runs[low - 1].count else { return nil }
    return runs[low - 1]
  }
}
