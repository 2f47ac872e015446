import Measuring
import Replication
import Traces

/// Two replicas edited one text while they were apart; now the one takes in what the other did.
///
/// It has the text at hand. What it did itself since they parted it reads back from its log, as far as
/// the merge needs.
struct Fork {
  private let before: MergedText
  /// Its own edits since they parted, and the other's, packed as in a change.
  private let own: [UInt8]
  private let others: [UInt8]
  private let replica: ReplicaID
  private let other: ReplicaID
  private let edits: Int

  init(_ branches: Branches) throws {
    var writer = Session(replica: 1)
    for patch in branches.base { try writer.edit([patch]) }
    var text = MergedText()
    try text.apply(contentsOf: writer.edits) { writer.history }

    let sides = try zip([2, 3] as [UInt64], branches.branches).map { number, branch in
      var side = Session(replica: number)
      try side.receive(writer.edits)
      for patch in branch { try side.edit([patch]) }
      return side
    }
    try text.apply(contentsOf: sides[0].edits) { sides[0].history }
    before = text
    own = try Self.pack(sides[0].edits)
    others = try Self.pack(sides[1].edits)
    replica = sides[0].replica
    other = sides[1].replica
    edits = sides[1].edits.count

    // The other way round it must come to the same.
    var reverse = MergedText()
    try reverse.apply(contentsOf: writer.edits + sides[1].edits) { sides[1].history }
    try reverse.apply(contentsOf: sides[0].edits) { sides[1].history }
    guard try merged().content == reverse.content else { throw Failure("the sides differ") }
  }

  func measure(runs: Int) throws -> ResultLine {
    let (memory, _) = try PeakMemory.kilobytes { try merged() }
    let (merging, _) = try ProcessorTime.median(ofRuns: runs) { try merged() }
    var line = ResultLine()
    line.append("edits", edits)
    line.append(milliseconds: "merge", merging)
    line.append("branchBytes", others.count)
    line.append("peakKilobytes", memory)
    return line
  }

  private func merged() throws -> MergedText {
    let incoming = try Self.unpack(others, by: other)
    var window = TextWindow(mergingInto: before.version, incoming)
    for (edit, replica) in try Self.unpack(own, by: replica).reversed() where !window.isComplete {
      window.prepend(edit, by: replica)
    }
    var text = before
    try text.apply(contentsOf: incoming) { try window.history() }
    return text
  }

  // MARK: Changes

  private static let field = FieldID(rawValue: 1)

  private static func pack(_ edits: [AuthoredEdit]) throws -> [UInt8] {
    let item = ItemID(high: 0x2545_F491_4F6C_DD1D, low: 0x9FB2_1C65_1E98_DF25)
    let operations = edits.map {
      Operation(item, ItemKind(rawValue: 1), .edit(field, $0.edit))
    }
    return PackedOperations.pack([operations])
  }

  private static func unpack(_ bytes: [UInt8], by replica: ReplicaID) throws -> [AuthoredEdit] {
    try PackedOperations.unpack(bytes).joined().compactMap { operation in
      guard case .edit(_, let edit) = operation.action else { return nil }
      return (edit, replica)
    }
  }
}
