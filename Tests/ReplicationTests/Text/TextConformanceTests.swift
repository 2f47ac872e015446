import Foundation
import TestSupport
import Testing

@testable import Replication

/// Event graphs with the end text that every implementation of the rule must reach, in the form of
/// josephg/egwalker-paper, where the larger collection is from.
@Suite struct TextConformance {
  @Test(arguments: [
    // Insertions at one place, one of them with an insertion of its own before it.
    #"""
    {"endContent": "cba", "txns": [
      {"span": [0, 1], "parents": [], "agent": "b", "seqStart": 0, "ops": [[0, 0, "a"]]},
      {"span": [1, 2], "parents": [0], "agent": "b", "seqStart": 1, "ops": [[0, 0, "b"]]},
      {"span": [2, 3], "parents": [], "agent": "a", "seqStart": 0, "ops": [[0, 0, "c"]]}]}
    """#,
    // One scalar deleted on both sides, then typed beside what was there.
    #"""
    {"endContent": "12XY", "txns": [
      {"span": [0, 3], "parents": [], "agent": "a", "seqStart": 0, "ops": [[0, 0, "123"]]},
      {"span": [3, 5], "parents": [2], "agent": "a", "seqStart": 3, "ops": [[2, 1, "X"]]},
      {"span": [5, 7], "parents": [2], "agent": "b", "seqStart": 0, "ops": [[2, 1, "Y"]]}]}
    """#,
    // Beyond the basic plane a scalar is still one.
    #"""
    {"endContent": "👍b𝄞", "txns": [
      {"span": [0, 2], "parents": [], "agent": "a", "seqStart": 0, "ops": [[0, 0, "👍𝄞"]]},
      {"span": [2, 3], "parents": [1], "agent": "b", "seqStart": 0, "ops": [[1, 0, "b"]]}]}
    """#,
  ])
  func `a small graph ends as written here`(json: String) throws {
    let graph = try JSONDecoder().decode(Graph.self, from: Data(json.utf8))

    #expect(string(try graph.history().text()) == graph.endContent)
    #expect(string(try graph.naive().text()) == graph.endContent)
  }

  @Test(
    .enabled(if: Self.hasCollection, "the collection is not beside the project: see its path here")
  )
  func `all graphs of the collection end as they must`() throws {
    // Given
    let data = try #require(FileManager.default.contents(atPath: Self.collection.path))
    let graphs = try JSONDecoder().decode([Graph].self, from: data)
    #expect(graphs.count == 500)

    for (number, graph) in graphs.enumerated() {
      // When
      let text = string(try graph.history().text())

      // Then
      #expect(text == graph.endContent, "graph \(number)")
      // The model of the other tests stands on the same ground; it is slow, so on every tenth.
      if number.isMultiple(of: 10) {
        #expect(string(try graph.naive().text()) == graph.endContent, "graph \(number)")
      }
    }
  }

  private static var hasCollection: Bool {
    FileManager.default.fileExists(atPath: collection.path)
  }

  /// `shared/bench/text/conformance.json` beside the project.
  private static var collection: URL {
    var folder = URL(filePath: #filePath)
    for _ in 0..<5 { folder.deleteLastPathComponent() }
    return folder.appending(path: "shared/bench/text/conformance.json")
  }
}

/// One graph of the collection.
private struct Graph: Decodable {
  let txns: [Transaction]
  let endContent: String

  struct Transaction: Decodable {
    /// The numbers of its events.
    let span: [Int]
    let parents: [Int]
    let agent: String
    let seqStart: UInt64
    let ops: [Patch]

    var replica: ReplicaID {
      // Agents are ordered by their bytes, and so are ids that begin with them.
      ReplicaID(Array(agent.utf8.prefix(16)) + Array(repeating: 0, count: 16))
    }
  }

  struct Patch: Decodable {
    let patch: TextPatch

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      patch = TextPatch(
        position: try values.decode(Int.self),
        deleted: try values.decode(Int.self),
        inserted: scalars(try values.decode(String.self))
      )
    }
  }

  func history() throws -> TextHistory {
    var history = TextHistory()
    var names: [EventID] = []
    for transaction in txns {
      let patches = transaction.ops.map(\.patch)
      for offset in 0..<UInt64(transaction.span[1] - transaction.span[0]) {
        names.append(
          EventID(replica: transaction.replica, sequence: transaction.seqStart + offset)
        )
      }
      let edit = TextEdit(
        firstSequence: transaction.seqStart,
        parents: transaction.parents.map { names[$0] },
        patches: patches
      )
      try history.append(edit, by: transaction.replica)
    }
    return history
  }

  func naive() throws -> NaiveWalker<EventID> {
    var walker = NaiveWalker<EventID>()
    for transaction in txns {
      var parents = transaction.parents
      var sequence = transaction.seqStart
      func add(_ kind: NaiveWalker<EventID>.Kind, at position: Int) {
        let name = EventID(replica: transaction.replica, sequence: sequence)
        walker.append(.init(name: name, parents: parents, kind: kind, position: position))
        parents = [walker.events.count - 1]
        sequence += 1
      }
      for patch in transaction.ops.map(\.patch) {
        for _ in 0..<patch.deleted { add(.deletion, at: patch.position) }
        for (offset, scalar) in patch.inserted.enumerated() {
          add(.insertion(scalar), at: patch.position + offset)
        }
      }
    }
    return walker
  }
}
