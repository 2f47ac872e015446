/// Brings a text up to date with its history.
///
/// Events that everything before leads to and everything after follows go straight to the text. The
/// others are replayed window by window, from one such critical version to the next: a tree of the
/// scalars that the window has to do with is moved between versions by retreating and advancing
/// events, each event is applied in the version it was made in, and the difference goes to the text
/// when the window ends. Gentle & Kleppmann, *Collaborative Text Editing with Eg-walker* (2025).
struct TextWalker: ~Copyable {
  let graph: EventGraph
  let runs: EventRuns

  var tree = ItemTree()
  var window = HistoryWindow()
  /// What the deletions of the window deleted, and for each node which of them are its own.
  private var targets: [Target] = []
  private var targetRanges: [Range<Int>] = []

  /// Scalars named one after the other.
  private struct Target {
    var id: Int
    var count: Int
  }

  init(_ history: TextHistory) {
    graph = history.graph
    runs = history.runs
  }

  static let beyond = CodecError("an edit reaches beyond its text")

  /// Applies all events to a text that has the first `known` of them.
  ///
  /// - Throws: ``CodecError`` when an event reaches beyond the text it was made in; the text is
  ///   of no use then.
  /// - Complexity: O((k + m) log(k + m)) for windows of k and m runs on two sides; events before the
  ///   last critical version that `known` includes are not looked at.
  mutating func bring(_ text: inout TextBuffer, from known: Int) throws(CodecError) {
    let critical = graph.criticalVersions(before: known)
    var index = critical.start
    while index < graph.count {
      let run = graph.run(of: index)
      let direct = critical.end(of: run)
      if index < direct {
        try apply(index..<direct, to: &text)
        index = direct
        continue
      }
      var next = run + 1
      while next < graph.runs.count, critical.end(of: next) <= graph.runs[next].start { next += 1 }
      let end = next < graph.runs.count ? graph.runs[next].start : graph.count
      if end > known { try replay(index..<end, known: known, into: &text) }
      index = end
    }
  }

  /// Applies events that follow one another, of which the first follows all that is in the text.
  private func apply(_ range: Range<Int>, to text: inout TextBuffer) throws(CodecError) {
    try runs.forEach(in: range) { (run, content) throws(CodecError) in
      switch run.kind {
      case .insertion:
        guard run.position <= text.count else { throw Self.beyond }
        text.insert(runs.inserted[content..<content + run.count], at: run.position)
      case .deletion, .backwardDeletion:
        let positions = run.positions
        guard positions.lowerBound >= 0, positions.upperBound <= text.count else {
          throw Self.beyond
        }
        text.remove(positions)
      }
    }
  }

  // MARK: Windows

  private mutating func replay(
    _ range: Range<Int>,
    known: Int,
    into text: inout TextBuffer
  ) throws(CodecError) {
    // The text is all older than the window, unless it has some of the window's events.
    let isExact = range.lowerBound >= known
    try walk(range, known: known, length: isExact ? text.count : ItemTree.unknownLength)
    if !isExact { try checkReach(text.count) }
    try patch(&text)
  }

  /// Replays the events of a window, of which the text has those below `known`.
  mutating func walk(_ range: Range<Int>, known: Int, length: Int) throws(CodecError) {
    window.build(range, of: graph, runs, cuttingAt: known)
    tree.reset(length: length, inserting: runs.inserted(by: range))
    targets.removeAll(keepingCapacity: true)
    targetRanges = Array(repeating: 0..<0, count: window.count)
    var version: Int?
    while let node = window.next() {
      move(from: version, to: node)
      try apply(node, isNew: window.range(of: node).lowerBound >= known)
      version = node
    }
  }

  private mutating func apply(_ node: Int, isNew: Bool) throws(CodecError) {
    let firstTarget = targets.count
    let range = window.range(of: node)
    var index = range.lowerBound
    var number = window.entry(of: node)
    while index < range.upperBound {
      let (run, content) = runs.part(of: number, from: index, to: range.upperBound)
      if run.kind == .insertion {
        try insert(content, run.count, at: run.position, isNew: isNew)
      } else {
        try delete(run, isNew: isNew)
      }
      index += run.count
      number += 1
    }
    targetRanges[node] = firstTarget..<targets.count
  }

  /// Makes the tree that of the version that a node was made in.
  private mutating func move(from version: Int?, to node: Int) {
    window.compare(version, withParentsOf: node)
    for index in 0..<window.differences.count {
      let other = window.differences[index]
      shift(other.node, by: other.isWanted ? 1 : -1)
    }
  }

  /// Retreats or advances the scalars that a node inserted or deleted.
  private mutating func shift(_ node: Int, by step: Int32) {
    let range = window.range(of: node)
    var index = range.lowerBound
    var number = window.entry(of: node)
    while index < range.upperBound {
      let (run, content) = runs.part(of: number, from: index, to: range.upperBound)
      if run.kind == .insertion { shift(content, run.count, by: step) }
      index += run.count
      number += 1
    }
    for target in targetRanges[node] { shift(targets[target].id, targets[target].count, by: step) }
  }

  private mutating func shift(_ id: Int, _ count: Int, by step: Int32) {
    var id = id
    var rest = count
    while rest > 0 {
      let place = tree.place(of: id)
      let taken = min(rest, tree.span(place.leaf, place.slot).count - place.offset)
      let (leaf, slot) = tree.isolate(place, taken)
      tree.setState(tree.span(leaf, slot).state + step, at: leaf, slot)
      id += taken
      rest -= taken
    }
  }

  private mutating func delete(_ run: EventRun, isNew: Bool) throws(CodecError) {
    let isBackward = run.kind == .backwardDeletion
    var position = run.position
    var rest = run.count
    while rest > 0 {
      guard position >= 0, var place = tree.place(ofPresent: position) else { throw Self.beyond }
      let span = tree.span(place.leaf, place.slot)
      let taken = min(rest, isBackward ? place.offset + 1 : span.count - place.offset)
      if isBackward {
        place.offset -= taken - 1
        position -= taken
      }
      targets.append(Target(id: span.id + place.offset, count: taken))
      let (leaf, slot) = tree.isolate(place, taken)
      tree.setState(2, marking: isNew ? .isNewlyDeleted : .wasDeleted, at: leaf, slot)
      rest -= taken
    }
  }

  /// Calls `body` with the scalars that a node inserted or deleted, until it has taken them all.
  borrowing func forEachScalars(touchedBy node: Int, _ body: (_ id: Int, _ count: Int) -> Int) {
    func takeAll(_ id: Int, _ count: Int) {
      var taken = 0
      while taken < count { taken += body(id + taken, count - taken) }
    }
    runs.forEach(in: window.range(of: node)) { run, content in
      if run.kind == .insertion { takeAll(content, run.count) }
    }
    for target in targets[targetRanges[node]] { takeAll(target.id, target.count) }
  }

  // MARK: Coming back to the text

  /// Refuses events that reached into older text beyond its end.
  ///
  /// How long that is follows from the text and from what the known events of the window made of it.
  private func checkReach(_ length: Int) throws(CodecError) {
    var older = length
    var reach = 0
    forEachSpan { span in
      if span.isOlder {
        if span.marks.contains(.wasDeleted) { older += span.count }
        reach = span.id - ItemTree.firstOlder
      } else if span.marks.isDisjoint(with: [.isNew, .wasDeleted]) {
        older -= span.count
      }
    }
    guard reach <= older else { throw Self.beyond }
  }

  /// Makes the text what the walk found, from left to right.
  private func patch(_ text: inout TextBuffer) throws(CodecError) {
    var position = 0
    forEachSpan { span in
      let isInText = span.marks.isDisjoint(with: [.isNew, .wasDeleted])
      let stays = span.marks.isDisjoint(with: .deletions)
      if isInText, !stays {
        text.remove(position..<position + span.count)
      } else if stays {
        if !isInText { text.insert(runs.inserted[span.id..<span.id + span.count], at: position) }
        position += span.count
      }
    }
  }

  /// Calls `body` with each span in the order of the text.
  func forEachSpan(_ body: (ItemTree.Span) -> Void) {
    var leaf = ItemTree.firstLeaf
    while leaf != ItemTree.none {
      for slot in 0..<tree.spanCount(of: leaf) { body(tree.span(leaf, slot)) }
      leaf = tree.leaf(after: leaf)
    }
  }
}
