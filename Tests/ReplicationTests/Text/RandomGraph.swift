import Replication
import TestSupport

/// Edits of one text by several replicas, each made in some version that its replica had.
struct RandomGraph {
  private(set) var edits: [(replica: ReplicaID, edit: TextEdit)] = []
  /// Versions that edits were made in, with the text their writer saw.
  private(set) var seen: [(TextVersion, [Unicode.Scalar])] = []
  private(set) var history = TextHistory()

  init(edits count: Int, using random: inout SeededGenerator) throws {
    let replicas = (0..<Int.random(in: 2...4, using: &random)).map { _ in
      ReplicaID.random(using: &random)
    }
    // What each replica has: numbers of edits, all that they follow among them.
    var known = replicas.map { _ in Set<Int>() }
    for number in 0..<count {
      let writer = replicas.indices.randomElement(using: &random) ?? 0
      if Int.random(in: 0..<3, using: &random) == 0 {
        known[writer].formUnion(known[replicas.indices.randomElement(using: &random) ?? 0])
      }
      let local = try history(known[writer].sorted().map { edits[$0] })
      let text = try local.text()
      var patches = random.patches(of: text)
      if patches.allSatisfy({ $0.events == 0 }) {
        patches = [TextPatch(position: text.count / 2, deleted: 0, inserted: ["."])]
      }
      let edit = TextEdit(
        firstSequence: local.nextSequence(of: replicas[writer]),
        parents: local.version,
        patches: patches
      )
      seen.append((local.version, text))
      edits.append((replicas[writer], edit))
      known[writer].insert(number)
      try history.append(edit, by: replicas[writer])
    }
  }

  func history(_ edits: [(replica: ReplicaID, edit: TextEdit)]) throws -> TextHistory {
    var history = TextHistory()
    for (replica, edit) in edits { try history.append(edit, by: replica) }
    return history
  }

  /// The edits in another order in which each comes after its parents.
  func reordered(
    using random: inout SeededGenerator
  ) -> [(replica: ReplicaID, edit: TextEdit)] {
    var waiting = edits
    var order: [(replica: ReplicaID, edit: TextEdit)] = []
    var history = TextHistory()
    while !waiting.isEmpty {
      let ready = waiting.indices.filter { index in
        let (replica, edit) = waiting[index]
        return edit.parents.allSatisfy(history.contains)
          && history.nextSequence(of: replica) == edit.firstSequence
      }
      guard let next = ready.randomElement(using: &random) else {
        preconditionFailure("an edit follows what was never written")
      }
      let edit = waiting.remove(at: next)
      try? history.append(edit.edit, by: edit.replica)
      order.append(edit)
    }
    return order
  }

  /// The end text by the naive walker.
  func naive() throws -> [Unicode.Scalar] { try naiveWalker().text() }

  private func naiveWalker() -> NaiveWalker<EventID> {
    var walker = NaiveWalker<EventID>()
    var numbers: [EventID: Int] = [:]
    for (replica, edit) in edits {
      var parents = edit.parents.compactMap { numbers[$0] }
      var sequence = edit.firstSequence
      func add(_ kind: NaiveWalker<EventID>.Kind, at position: Int) {
        let name = EventID(replica: replica, sequence: sequence)
        numbers[name] = walker.events.count
        walker.append(.init(name: name, parents: parents, kind: kind, position: position))
        parents = [walker.events.count - 1]
        sequence += 1
      }
      for patch in edit.patches {
        for _ in 0..<patch.deleted { add(.deletion, at: patch.position) }
        for (offset, scalar) in patch.inserted.enumerated() {
          add(.insertion(scalar), at: patch.position + offset)
        }
      }
    }
    return walker
  }
}
