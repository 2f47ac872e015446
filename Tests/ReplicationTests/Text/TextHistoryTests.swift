import TestSupport
import Testing

@testable import Replication

@Suite struct MergingTexts {
  private static let one = ReplicaID(high: 1, low: 0)
  private static let two = ReplicaID(high: 2, low: 0)

  /// What two replicas do to a text at once, and what comes of it.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let base: String
    let one: [(Int, Int, String)]
    let two: [(Int, Int, String)]
    let merged: String
  }

  @Test(arguments: [
    Case(
      description: "apart",
      base: "abc",
      one: [(0, 0, "x")],
      two: [(3, 0, "y")],
      merged: "xabcy"
    ),
    Case(
      description: "words typed at one place",
      base: "()",
      one: [(1, 0, "here")],
      two: [(1, 0, "there")],
      merged: "(herethere)"
    ),
    Case(
      description: "words typed letter by letter",
      base: "()",
      one: [(1, 0, "o"), (2, 0, "n"), (3, 0, "e")],
      two: [(1, 0, "t"), (2, 0, "w"), (3, 0, "o")],
      merged: "(onetwo)"
    ),
    Case(
      description: "words typed backwards",
      base: "()",
      one: [(1, 0, "c"), (1, 0, "b"), (1, 0, "a")],
      two: [(1, 0, "z"), (1, 0, "y"), (1, 0, "x")],
      merged: "(abcxyz)"
    ),
    Case(
      description: "deleted twice",
      base: "abcdef",
      one: [(1, 3, "")],
      two: [(2, 3, "")],
      merged: "af"
    ),
    Case(
      description: "typed into what is deleted",
      base: "abcdef",
      one: [(1, 4, "")],
      two: [(3, 0, "X")],
      merged: "aXf"
    ),
    Case(
      description: "one word replaced twice",
      base: "a word here",
      one: [(2, 4, "term")],
      two: [(2, 4, "name")],
      merged: "a termname here"
    ),
    Case(
      description: "first events of both",
      base: "",
      one: [(0, 0, "AB")],
      two: [(0, 0, "CD")],
      merged: "ABCD"
    ),
  ])
  func `two replicas' edits are both in the text`(example: Case) throws {
    for firstIsFirst in [true, false] {
      // Given a text that both have
      var history = TextHistory()
      let base = [TextPatch(position: 0, deleted: 0, inserted: scalars(example.base))]
      try history.append(
        TextEdit(firstSequence: 0, parents: [], patches: base),
        by: ReplicaID(high: 9, low: 0)
      )
      let version = history.version

      // When both edit it, and one or the other comes first
      let edits = [(Self.one, example.one), (Self.two, example.two)].map { replica, patches in
        let patches = patches.map {
          TextPatch(position: $0.0, deleted: $0.1, inserted: scalars($0.2))
        }
        return (replica, TextEdit(firstSequence: 0, parents: version, patches: patches))
      }
      for (replica, edit) in firstIsFirst ? edits : edits.reversed() {
        try history.append(edit, by: replica)
      }

      // Then
      #expect(string(try history.text()) == example.merged)
    }
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func `random graphs end as the rule says, in every order they come`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let graph = try RandomGraph(edits: Int.random(in: 2...24, using: &random), using: &random)
    let expected = try graph.naive()

    for order in 0..<3 {
      // When the same edits come in this order and others
      let history = try graph.history(order == 0 ? graph.edits : graph.reordered(using: &random))

      // Then
      #expect(string(try history.text()) == string(expected))
      #expect(history.version == graph.history.version)
    }
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `a text kept up to date is the one replayed from the beginning`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let graph = try RandomGraph(edits: 20, using: &random)
    var text = MergedText()
    var history = TextHistory()

    for (replica, edit) in graph.reordered(using: &random) {
      // When
      try text.apply(edit, by: replica) { _ in history }
      try history.append(edit, by: replica)

      // Then
      #expect(scalars(text.content) == (try history.text()))
      #expect(text.version == history.version)
      #expect(text.nextSequence(of: replica) == history.nextSequence(of: replica))
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `the text at a past version is what its writer saw`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let graph = try RandomGraph(edits: 20, using: &random)

    for (version, text) in graph.seen {
      #expect(string(try graph.history.text(at: version)) == string(text))
    }
    #expect(try graph.history.text(at: []) == [])
  }

  @Test func `edits made one after the other never ask for the history`() throws {
    var text = MergedText()
    struct Asked: Error {}

    for (sequence, letter) in "typed".unicodeScalars.enumerated() {
      let patch = TextPatch(position: sequence, deleted: 0, inserted: [letter])
      let edit = TextEdit(
        firstSequence: UInt64(sequence),
        parents: text.version,
        patches: [patch]
      )
      try text.apply(edit, by: Self.one) { _ in throw Asked() }
    }

    #expect(text.content == "typed")
    #expect(text.nextSequence(of: Self.one) == 5)
    #expect(text.nextSequence(of: Self.two) == 0)
  }

  @Test func `a version may lack earlier events of a replica that has some in it`() throws {
    // Given a replica that went back and edited beside its own first edit, as a foreign client might
    var history = TextHistory()
    func edit(_ sequence: UInt64, after parents: TextVersion, _ text: String) -> TextEdit {
      let patch = TextPatch(position: 0, deleted: 0, inserted: scalars(text))
      return TextEdit(firstSequence: sequence, parents: parents, patches: [patch])
    }
    try history.append(edit(0, after: [], "abc"), by: Self.one)
    try history.append(edit(3, after: [], "xy"), by: Self.one)
    try history.append(
      edit(5, after: [EventID(replica: Self.one, sequence: 3)], "z"),
      by: Self.one
    )

    // Then
    #expect(string(try history.text(at: [EventID(replica: Self.one, sequence: 4)])) == "xy")
    #expect(string(try history.text(at: [EventID(replica: Self.one, sequence: 5)])) == "zx")
    #expect(string(try history.text(at: history.version)) == string(try history.text()))
  }

  @Test func `texts are equal when their bytes are`() throws {
    func text(_ letter: String) throws -> MergedText {
      let patch = TextPatch(position: 0, deleted: 0, inserted: scalars(letter))
      var text = MergedText()
      try text.apply(
        TextEdit(firstSequence: 0, parents: [], patches: [patch]),
        by: Self.one
      ) { _ in TextHistory() }
      return text
    }

    #expect(try text("e\u{301}") == text("e\u{301}"))
    #expect(try text("\u{301}") != text("\u{341}"))
  }

  @Test func `an unknown version is refused`() throws {
    let history = TextHistory()

    #expect(throws: CodecError.self) {
      try history.text(at: [EventID(replica: Self.one, sequence: 0)])
    }
  }
}

@Suite struct RefusingEdits {
  private static let replica = ReplicaID(high: 1, low: 0)
  private static let other = ReplicaID(high: 2, low: 0)

  /// Two concurrent branches over `abc`, so that nothing goes straight to the text.
  private func branched() throws -> TextHistory {
    var history = TextHistory()
    let base = TextPatch(position: 0, deleted: 0, inserted: scalars("abc"))
    try history.append(
      TextEdit(firstSequence: 0, parents: [], patches: [base]),
      by: Self.replica
    )
    let version = history.version
    for replica in [Self.replica, Self.other] {
      let patch = TextPatch(position: 1, deleted: 1, inserted: scalars("x"))
      let first = history.nextSequence(of: replica)
      try history.append(
        TextEdit(firstSequence: first, parents: version, patches: [patch]),
        by: replica
      )
    }
    return history
  }

  @Test(arguments: [
    TextPatch(position: 5, deleted: 0, inserted: ["y"]),
    TextPatch(position: 4, deleted: 1, inserted: []),
    TextPatch(position: 0, deleted: 5, inserted: []),
    TextPatch(position: 1 << 32, deleted: 0, inserted: ["y"]),
    TextPatch(position: 0, deleted: 1 << 32, inserted: []),
    TextPatch(position: 1 << 32, deleted: 1 << 32, inserted: ["y"]),
  ])
  func `an edit that reaches beyond its text is refused and costs nothing`(
    patch: TextPatch
  ) throws {
    // Given a merged text of four scalars
    var history = try branched()
    let text = try history.text()
    #expect(text.count == 4)
    let edit = TextEdit(
      firstSequence: 0,
      parents: history.version,
      patches: [patch]
    )

    // Then neither the text nor the history takes it
    var merged = MergedText(content: string(text), version: history.version)
    #expect(throws: CodecError.self) {
      try merged.apply(edit, by: ReplicaID(high: 3, low: 0)) { _ in history }
    }
    #expect(throws: CodecError.self) {
      try history.append(edit, by: ReplicaID(high: 3, low: 0))
      _ = try history.text()
    }
  }

  /// The text of an edit made beside others is known only as what the others left of it.
  @Test(arguments: [
    [TextPatch(position: 4, deleted: 0, inserted: ["y"])],
    [TextPatch(position: 2, deleted: 2, inserted: [])],
    [TextPatch(position: 1 << 32, deleted: 0, inserted: ["y"])],
    [TextPatch(position: 0, deleted: 1 << 32, inserted: [])],
    // What comes and goes leaves nothing behind
    [
      TextPatch(position: 4, deleted: 0, inserted: ["y"]),
      TextPatch(position: 4, deleted: 1, inserted: []),
    ],
  ])
  func `an edit beside others that reaches beyond its text is refused`(patches: [TextPatch]) throws
  {
    // Given `abc`, to which somebody put two letters and took one away
    var history = TextHistory()
    let base = TextPatch(position: 0, deleted: 0, inserted: scalars("abc"))
    let first = TextEdit(firstSequence: 0, parents: [], patches: [base])
    try history.append(first, by: Self.replica)
    let version = history.version
    let beside = TextEdit(
      firstSequence: 3,
      parents: version,
      patches: [TextPatch(position: 1, deleted: 1, inserted: scalars("xx"))]
    )
    try history.append(beside, by: Self.replica)
    var text = MergedText()
    try text.apply(contentsOf: [(first, Self.replica), (beside, Self.replica)]) { _ in history }

    // When another edits `abc` beyond its end, and the whole history or a part of it is there
    let edit = TextEdit(firstSequence: 0, parents: version, patches: patches)
    for isWhole in [true, false] {
      #expect(throws: CodecError.self) {
        try text.apply(edit, by: Self.other) { window in
          var window = window
          window.prepend(beside, by: Self.replica)
          return isWhole ? history : try window.history()
        }
      }
    }

    // Then nothing has changed, and what lies within is taken
    #expect(text.content == "axxc")
    let within = TextEdit(
      firstSequence: 0,
      parents: version,
      patches: [TextPatch(position: 3, deleted: 0, inserted: ["y"])]
    )
    try text.apply(within, by: Self.other) { _ in history }
    #expect(text.content == "axxcy")
  }

  @Test func `an edit that follows what is not there is refused`() throws {
    var history = try branched()
    let missing = EventID(replica: Self.other, sequence: 99)
    let patch = TextPatch(position: 0, deleted: 0, inserted: ["y"])

    #expect(throws: CodecError.self) {
      try history.append(
        TextEdit(firstSequence: 9, parents: [missing], patches: [patch]),
        by: Self.replica
      )
    }
  }

  @Test(arguments: [0, 1, 4] as [UInt64])
  func `events that are there already are refused, and nothing is added`(first: UInt64) throws {
    // Given events 0 to 4 of a replica
    var history = try branched()
    let count = history.count
    let patch = TextPatch(position: 0, deleted: 0, inserted: scalars("yyy"))
    let edit = TextEdit(firstSequence: first, parents: history.version, patches: [patch])

    // Then
    #expect(throws: CodecError.self) { try history.append(edit, by: Self.replica) }
    #expect(history.count == count)
  }

  @Test(arguments: [0, 4, 6] as [UInt64])
  func `events out of their replica's order are refused with and without the history`(
    first: UInt64
  ) throws {
    // Given a text with events 0 to 4 of a replica
    var history = try branched()
    var text = MergedText(
      content: string(try history.text()),
      version: history.version,
      nextSequences: [Self.replica: history.nextSequence(of: Self.replica)]
    )
    #expect(text.nextSequence(of: Self.replica) == 5)
    let patch = TextPatch(position: 0, deleted: 0, inserted: scalars("y"))
    let edit = TextEdit(firstSequence: first, parents: history.version, patches: [patch])

    // Then
    #expect(throws: CodecError.self) { try history.append(edit, by: Self.replica) }
    #expect(throws: CodecError.self) { try text.apply(edit, by: Self.replica) { _ in history } }
  }
}
