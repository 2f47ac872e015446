import Measuring
import Replication
import Traces

/// Two replicas edited one text while they were apart; now the one takes in what the other did.
struct Fork {
  private let base: [AuthoredEdit]
  /// What each did since they parted.
  private let own: [AuthoredEdit]
  private let others: [AuthoredEdit]
  /// The same, packed as in a change.
  private let packedOwn: [UInt8]
  private let packedOthers: [UInt8]

  init(_ branches: Branches) {
    base = ReplicaID(1).edits(branches.base, after: [])
    let start = base.last.map {
      [EventID(replica: $0.replica, sequence: $0.edit.firstSequence + UInt64($0.edit.events) - 1)]
    }
    own = ReplicaID(2).edits(branches.branches[0], after: start ?? [])
    others = ReplicaID(3).edits(branches.branches[1], after: start ?? [])
    packedOwn = Self.pack(own)
    packedOthers = Self.pack(others)
  }

  func measure(runs: Int) throws -> ResultLine {
    var line = ResultLine()
    line.append("edits", others.count)
    line.append("branchBytes", packedOthers.count)
    let open = try measureOpen(runs, &line)
    let atRest = try measureAtRest(runs, &line)

    // The other way round it must come to the same.
    var reverse = TextDocument()
    try reverse.merge(base + others)
    try reverse.merge(own)
    guard open == reverse.text, atRest == open else { throw Failure("the sides differ") }
    return line
  }

  /// Into a document that is open, with its history.
  private func measureOpen(_ runs: Int, _ line: inout ResultLine) throws -> String {
    var document = TextDocument()
    try document.merge(base + own)
    let saved = try document.encoded(packedBy: .zstd)

    func opened() throws -> TextDocument {
      try TextDocument(TextHistory(decoding: saved, packedBy: .zstd))
    }
    func merge(into document: inout TextDocument) throws -> String {
      try document.merge(try unpack(packedOthers, by: ReplicaID(3)))
      return document.text
    }

    document = try opened()
    let (memory, _) = try PeakMemory.kilobytes { try merge(into: &document) }
    let (time, text) = try ProcessorTime.median(
      ofRuns: runs,
      preparing: { try opened() },
      run: { try merge(into: &$0) }
    )
    line.append(milliseconds: "merge", time)
    line.append("peakKilobytes", memory)
    return text
  }

  /// Into a text that lies in a store.
  ///
  /// What its replica did itself since they parted is read back from its log, as far as the merge
  /// needs; nothing before that.
  private func measureAtRest(_ runs: Int, _ line: inout ResultLine) throws -> String {
    var before = MergedText()
    try before.apply(contentsOf: base + own) { _ in TextHistory() }

    func merged() throws -> String {
      var text = before
      try text.apply(contentsOf: try unpack(packedOthers, by: ReplicaID(3))) { window in
        var window = window
        for (edit, replica) in try unpack(packedOwn, by: ReplicaID(2)).reversed()
        where !window.isComplete {
          window.prepend(edit, by: replica)
        }
        return try window.history()
      }
      return text.content
    }

    let (memory, _) = try PeakMemory.kilobytes { try merged() }
    let (time, text) = try ProcessorTime.median(ofRuns: runs) { try merged() }
    line.append(milliseconds: "mergeAtRest", time)
    line.append("peakKilobytesAtRest", memory)
    return text
  }

  // MARK: Changes

  private static func pack(_ edits: [AuthoredEdit]) -> [UInt8] {
    let item = ItemID(high: 0x2545_F491_4F6C_DD1D, low: 0x9FB2_1C65_1E98_DF25)
    let field = FieldID(rawValue: 1)
    let operations = edits.map {
      Operation(item, ItemKind(rawValue: 1), .edit(field, $0.edit))
    }
    return PackedOperations.pack([operations])
  }

  private func unpack(_ bytes: [UInt8], by replica: ReplicaID) throws -> [AuthoredEdit] {
    try PackedOperations.unpack(bytes).joined().compactMap { operation in
      guard case .edit(_, let edit) = operation.action else { return nil }
      return (edit, replica)
    }
  }
}
