import TestSupport
import Testing

@testable import Replication

@Suite struct EditingDocuments {
  private let one = ReplicaID(high: 1, low: 0)

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `edits made here are text and history at once`(seed: UInt64) throws {
    // Given a document with branches of others
    var random = SeededGenerator(seed: seed)
    let graph = try RandomGraph(edits: 12, using: &random)
    var document = try TextDocument(graph.history)
    var plain = try graph.naive()

    // When someone goes on in it
    for _ in 0..<30 {
      let patches = random.patches(of: plain)
      try plain.apply(patches)
      try document.edit(patches, by: one)
    }

    // Then
    #expect(document.text.utf8.elementsEqual(string(plain).utf8))
    #expect(document.count == plain.count)
    #expect(try document.history.text() == plain)
    let read = try TextHistory(decoding: document.encoded(packedBy: .none), packedBy: .none)
    #expect(try read.text() == plain)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `edits of others come in by one, by some, or all together`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let graph = try RandomGraph(edits: 20, using: &random)
    let expected = string(try graph.naive())
    for size in [1, 3, 20] {
      var document = TextDocument()
      for start in stride(from: 0, to: graph.edits.count, by: size) {
        let edits = graph.edits[start..<min(start + size, graph.edits.count)]
        try document.merge(edits.map { ($0.edit, $0.replica) })
      }
      #expect(document.text.utf8.elementsEqual(expected.utf8), "by \(size)")
      #expect(document.version == graph.history.version)
    }
  }

  @Test(arguments: [
    TextPatch(position: 4, deleted: 0, inserted: ["x"]),
    TextPatch(position: 1, deleted: 3, inserted: []),
  ])
  func `an edit beyond the text is refused`(patch: TextPatch) throws {
    var document = TextDocument()
    try document.edit([TextPatch(position: 0, deleted: 0, inserted: scalars("abc"))], by: one)

    #expect(throws: CodecError.self) { try document.edit([patch], by: one) }
    #expect(document.text == "abc")
    #expect(document.history.count == 3)
  }
}

/// The example of the module's front page.
@Suite struct TheFrontPage {
  @Test func `its text is what it says`() throws {
    let desk = ReplicaID(high: 1, low: 0)
    let laptop = ReplicaID(high: 2, low: 0)
    func typing(_ text: String, at position: Int) -> TextPatch {
      TextPatch(position: position, deleted: 0, inserted: Array(text.unicodeScalars))
    }

    var document = TextDocument()
    try document.edit([typing("One tree is a witness.", at: 0)], by: desk)
    let version = document.version

    // At the desk and on the laptop at the same time
    try document.edit([typing(", not a jury", at: 21)], by: desk)
    let edit = TextEdit(firstSequence: 0, parents: version, patches: [typing("old ", at: 4)])
    try document.merge([(edit, laptop)])

    #expect(document.text == "One old tree is a witness, not a jury.")
  }
}

@Suite struct WindowsOfHistories {
  private let one = ReplicaID(high: 1, low: 0)
  private let two = ReplicaID(high: 2, low: 0)

  private func edit(_ sequence: UInt64, after parents: TextVersion) -> TextEdit {
    let patch = TextPatch(position: 0, deleted: 0, inserted: ["x"])
    return TextEdit(firstSequence: sequence, parents: parents, patches: [patch])
  }

  @Test func `reach back to where the branches part, and no further`() {
    // Given a thousand edits of one replica, and one of another made beside the last three of them
    let edits = (0..<1_000 as Range<UInt64>).map { sequence in
      edit(sequence, after: sequence == 0 ? [] : [EventID(replica: one, sequence: sequence - 1)])
    }
    let beside = edit(0, after: [EventID(replica: one, sequence: 996)])

    // When
    var window = TextWindow(
      mergingInto: [EventID(replica: one, sequence: 999)],
      [(beside, two)]
    )
    var read = 0
    while !window.isComplete, read < edits.count {
      read += 1
      window.prepend(edits[edits.count - read], by: one)
    }

    // Then
    #expect(read == 3)
  }

  @Test func `reach back to the beginning for an edit that follows nothing`() throws {
    let first = edit(0, after: [])
    var window = TextWindow(
      mergingInto: [EventID(replica: one, sequence: 0)],
      [(first, two)]
    )
    #expect(!window.isComplete)
    window.prepend(first, by: one)

    #expect(!window.isComplete)
    #expect(try window.history().count == 1)
  }

  @Test func `are none for an edit that follows all`() throws {
    let last = EventID(replica: one, sequence: 7)
    let window = TextWindow(mergingInto: [last], [(edit(0, after: [last]), two)])

    #expect(window.isComplete)
    #expect(try window.history().version == [last])
  }
}
