import GRDB
import Replication

/// Finds out whether a text was edited on several sides at once, and what each wrote.
///
/// An edit names the events that it follows; so the edits of a text alone tell which of them were
/// made in knowledge of which.
struct ConcurrentTextReader {
  let reader: LibraryReader
  /// What was here before the others' changes came.
  let before: VersionVector

  /// `nil` when each side that wrote knew what the others had written.
  func text(of item: ItemID) throws -> ConcurrentText? {
    guard let history = try EditsOfText(of: item, reader, limit: Limits.comparedEdits) else {
      return nil
    }
    let here = Set(history.edits.indices.filter { before.contains(history.edits[$0].change) })
    let news = history.edits.indices.filter { !here.contains($0) }
    let byReplica = Dictionary(grouping: news) { history.edits[$0].change.replica }
    var sides = byReplica.sorted { $0.key < $1.key }.map { history.closure(of: $0.value) }
    if !sides.contains(where: { $0.isSuperset(of: here) }) { sides.insert(here, at: 0) }
    sides = sides.indices.filter { index in
      !sides.indices.contains { other in
        other != index && sides[other].isSuperset(of: sides[index])
          && (sides[other] != sides[index] || other < index)
      }
    }.map { sides[$0] }
    guard sides.count > 1, let first = sides.first else { return nil }
    let common = sides.dropFirst().reduce(first) { $0.intersection($1) }
    do {
      let base = try history.text(of: common)
      let told = try sides.map { side in
        ConcurrentText.Side(
          replicas: Set(side.subtracting(common).map { history.edits[$0].change.replica }).sorted(),
          isHere: side == here,
          differences: TextChange.all(from: base, to: try history.text(of: side))
        )
      }
      // What merely reads over a merge, or was undone, says nothing.
      let written = told.filter { !$0.differences.isEmpty }
      guard written.count > 1 else { return nil }
      return ConcurrentText(item: ItemReference(.note, .init(item)), sides: written)
    } catch is CodecError {
      // Something of it was purged.
      return nil
    }
  }
}

/// The edits of one text in the order of the log.
private struct EditsOfText {
  private(set) var edits: [(change: ChangeID, edit: TextEdit)] = []
  /// Of each replica, by the numbers of their events.
  private var ofReplica: [ReplicaID: [Int]] = [:]

  /// `nil` when they are more than the limit.
  init?(of item: ItemID, _ reader: LibraryReader, limit: Int) throws {
    let log = ChangeTable(db: reader.db, hash: reader.environment.hash)
    let histories = try HistoryReader(db: reader.db, hash: reader.environment.hash)
    var isTooLong = false
    try log.each(
      """
      WHERE position IN (
        SELECT first_change FROM items WHERE items.id = ?
        UNION ALL
        SELECT change FROM history JOIN items ON number = item WHERE items.id = ?)
      ORDER BY position
      """,
      [.id(item), .id(item)]
    ) { change in
      let operations = try change.operations().filter { $0.item == item }
      for operation in try histories.operations(operations, of: change.id) {
        guard case .edit(.text, let edit) = operation.action, edit.events > 0 else { continue }
        ofReplica[change.id.replica, default: []].append(edits.count)
        edits.append((change.id, edit))
      }
      isTooLong = edits.count > limit
      return !isTooLong
    }
    if isTooLong { return nil }
  }

  /// Some edits, and all that they follow.
  func closure(of some: [Int]) -> Set<Int> {
    var closure: Set<Int> = []
    var rest = some
    while let index = rest.popLast() {
      guard closure.insert(index).inserted else { continue }
      let (change, edit) = edits[index]
      // A replica's events are numbered on: none is without those before it.
      let earlier = EventID(replica: change.replica, sequence: edit.firstSequence)
      let followed = edit.parents + (earlier.sequence > 0 ? [earlier.previous] : [])
      rest += followed.compactMap(self.edit(of:))
    }
    return closure
  }

  /// The edit that an event is of.
  private func edit(of event: EventID) -> Int? {
    let candidates = ofReplica[event.replica] ?? []
    // Find the first edit that begins after it: the one before is its own.
    var low = 0
    var high = candidates.count
    while low < high {
      let middle = (low + high) / 2
      if edits[candidates[middle]].edit.firstSequence <= event.sequence {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low > 0 ? candidates[low - 1] : nil
  }

  /// What edits make that have all in them that they follow.
  func text(of some: Set<Int>) throws(CodecError) -> [Unicode.Scalar] {
    var history = TextHistory()
    for index in some.sorted() {
      try history.append(edits[index].edit, by: edits[index].change.replica)
    }
    return try history.text()
  }
}

extension EventID {
  fileprivate var previous: EventID { EventID(replica: replica, sequence: sequence - 1) }
}

extension TextChange {
  /// Scalars of the context on each side.
  private static let context = 24

  /// What makes one text of another, each place with a little of what stands around it.
  static func all(from old: [Unicode.Scalar], to new: [Unicode.Scalar]) -> [TextChange] {
    var shift = 0
    return TextDifference.patches(from: old, to: new).map { patch in
      // The patch is for the text that those before it left; the rest of that is the old one.
      let start = patch.position - shift
      let end = start + patch.deleted
      shift += patch.inserted.count - patch.deleted
      return TextChange(
        before: string(old[max(start - context, 0)..<start]),
        removed: string(old[start..<end]),
        added: string(patch.inserted[...]),
        after: string(old[end..<min(end + context, old.count)])
      )
    }
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
