@testable import Replication

/// Bytes as decisions; zeros after their end.
private struct Decisions {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var isAtEnd: Bool { bytes.isEmpty }

  mutating func next(below limit: Int = 256) -> Int { Int(bytes.popFirst() ?? 0) % limit }

  /// Small, or with one byte in 256 as large as the codec lets through.
  mutating func length(below limit: Int) -> Int {
    let byte = next()
    return byte == 255 ? Int(Limits.textLength) : byte % limit
  }
}

/// An event graph of three replicas that the bytes say, with senseless parents and positions among
/// the good ones: merging refuses or does it, and is what the whole history makes.
func runMerge(_ bytes: [UInt8]) {
  var decisions = Decisions(bytes)
  var document = TextDocument()
  var known = TextHistory()
  var events: [EventID] = []

  while !decisions.isAtEnd {
    var batch: [(edit: TextEdit, replica: ReplicaID)] = []
    for _ in 0...decisions.next(below: 4) {
      let replica = ReplicaID(high: UInt64(decisions.next(below: 3)), low: 0)
      let edit = decisions.edit(after: events, next: known.nextSequence(of: replica))
      // Most senseless ones end here; the others are for the walk to refuse.
      guard (try? known.append(edit, by: replica)) != nil else { continue }
      batch.append((edit, replica))
      if edit.events > 0, let end = known.version.first(where: { $0.replica == replica }) {
        events.append(end)
      }
    }
    guard (try? document.merge(batch)) != nil else {
      law((try? known.text()) == nil, "merging refuses what the whole history does not")
      _ = try? known.authorship()
      return
    }
  }
  guard let text = try? known.text() else {
    return law(false, "the whole history refuses what merging does not")
  }
  law(
    Array(document.text.unicodeScalars) == text,
    "merging makes another text than the history"
  )
  law(document.version == known.version, "merging makes another version than the history")
  for event in events.prefix(8) { _ = try? known.text(at: [event]) }
  _ = try? known.authorship()
}

extension Decisions {
  fileprivate mutating func edit(after events: [EventID], next: UInt64) -> TextEdit {
    var parents: Set<EventID> = []
    for _ in 0..<parentCount() where !events.isEmpty {
      let choice = self.next()
      parents.insert(
        choice == 255
          ? EventID(replica: ReplicaID(high: 1, low: 0), sequence: .max)
          : events[events.count - 1 - choice % events.count]
      )
    }
    let first = self.next() == 255 ? next &+ 1 : next
    let patches = (0...self.next(below: 3)).map { _ in
      TextPatch(
        position: length(below: 12),
        deleted: length(below: 4),
        inserted: (0..<self.next(below: 5)).map { Unicode.Scalar(UInt8(97 + $0)) }
      )
    }
    return TextEdit(firstSequence: first, parents: Array(parents), patches: patches)
  }

  private mutating func parentCount() -> Int { next(below: 4) }
}
