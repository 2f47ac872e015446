import Testing

@testable import Replication

/// Two replicas edit one text at once; the merge wants a look where they were close.
@Suite struct ReadingMergesOver {
  private static let text = "one\ntwo\nthree\nfour\n"

  @Test(
    arguments: [
      ("one, here\ntwo\nthree\nfour\n", "one, there\ntwo\nthree\nfour\n"),
      ("ONE\ntwo\nthree\nfour\n", "one\nTWO\nthree\nfour\n"),
      ("one\nnew\ntwo\nthree\nfour\n", "one\nTWO\nthree\nfour\n"),
      ("one\ntwo\nthree\n", "one\ntwo\nthree\nfour, more\n"),
    ]
  )
  func `edits of the same or neighbouring lines want a look`(one: String, other: String) throws {
    #expect(try merge(one, other).wantsLook)
  }

  @Test(
    arguments: [
      ("ONE\ntwo\nthree\nfour\n", "one\ntwo\nTHREE\nfour\n"),
      ("ONE\ntwo\nthree\nfour\n", "one\ntwo\nthree\nfour\nfive\n"),
    ]
  )
  func `edits with a line between them do not`(one: String, other: String) throws {
    #expect(try !merge(one, other).wantsLook)
  }

  @Test func `a look is wanted until someone who has seen both saves the text`() throws {
    // Given
    var pair = Pair(Self.text)
    try pair.edit(.left, to: "ONE\ntwo\nthree\nfour\n")
    try pair.edit(.right, to: "one!\ntwo\nthree\nfour\n")
    try pair.exchange()
    #expect(pair.left.wantsLook && pair.right.wantsLook)

    // When
    try pair.edit(.left, to: pair.left.content + "five\n")
    try pair.exchange()

    // Then
    #expect(!pair.left.wantsLook)
    #expect(!pair.right.wantsLook)
  }

  @Test func `replicas agree whether a look is wanted, whoever merges first`() throws {
    var pair = Pair(Self.text)
    try pair.edit(.left, to: "one\nTWO\nthree\nfour\n")
    try pair.edit(.right, to: "one\ntwo\nthree!\nfour\n")
    try pair.exchange()

    #expect(pair.left == pair.right)
  }

  private func merge(_ one: String, _ other: String) throws -> MergedText {
    var pair = Pair(Self.text)
    try pair.edit(.left, to: one)
    try pair.edit(.right, to: other)
    try pair.exchange()
    return pair.left
  }
}

/// One text at two replicas, with the edits that each has not sent yet.
private struct Pair {
  enum Side {
    case left
    case right
  }

  private(set) var left = MergedText()
  private(set) var right = MergedText()
  private var leftHistory = TextHistory()
  private var rightHistory = TextHistory()
  private var fromLeft: [TextEdit] = []
  private var fromRight: [TextEdit] = []
  private let leftID = ReplicaID(high: 1, low: 0)
  private let rightID = ReplicaID(high: 2, low: 0)

  init(_ text: String) {
    do {
      try edit(.left, to: text)
      try exchange()
    } catch {
      Issue.record(error)
    }
  }

  mutating func edit(_ side: Side, to text: String) throws {
    switch side {
    case .left:
      fromLeft.append(try Self.edit(&left, &leftHistory, by: leftID, to: text))
    case .right:
      fromRight.append(try Self.edit(&right, &rightHistory, by: rightID, to: text))
    }
  }

  mutating func exchange() throws {
    for edit in fromRight { try Self.take(edit, by: rightID, &left, &leftHistory) }
    for edit in fromLeft { try Self.take(edit, by: leftID, &right, &rightHistory) }
    fromLeft = []
    fromRight = []
  }

  private static func edit(
    _ text: inout MergedText,
    _ history: inout TextHistory,
    by replica: ReplicaID,
    to new: String
  ) throws -> TextEdit {
    let edit = TextEdit(
      firstSequence: text.nextSequence(of: replica),
      parents: text.version,
      patches: TextDifference.patches(from: scalars(text.content), to: scalars(new))
    )
    try take(edit, by: replica, &text, &history)
    return edit
  }

  private static func take(
    _ edit: TextEdit,
    by replica: ReplicaID,
    _ text: inout MergedText,
    _ history: inout TextHistory
  ) throws {
    let before = history
    try text.apply(edit, by: replica) { _ in before }
    try history.append(edit, by: replica)
  }
}
