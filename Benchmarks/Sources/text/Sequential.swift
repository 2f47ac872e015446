import Measuring
import Replication
import Traces

/// What one person typed into one text.
enum Sequential {
  static func measure(_ trace: Trace, runs: Int) throws -> ResultLine {
    let transactions = trace.edits.map(\.edit.patches)
    var line = ResultLine()
    line.append("edits", transactions.reduce(0) { $0 + $1.count })

    let (applying, document) = try ProcessorTime.median(ofRuns: runs) { try typed(transactions) }
    try check(document.text, trace)
    line.append(milliseconds: "apply", applying)

    let (encoding, bytes) = try ProcessorTime.median(ofRuns: runs) {
      try document.encoded(packedBy: .zstd)
    }
    line.append(milliseconds: "encode", encoding)
    line.append("encodedBytes", bytes.count)

    let (loading, loaded) = try ProcessorTime.median(ofRuns: runs) {
      try TextHistory.text(decoding: bytes, packedBy: .zstd)
    }
    try check(loaded, trace)
    line.append(milliseconds: "load", loading)

    let (replaying, replayed) = try ProcessorTime.median(ofRuns: runs) {
      try TextDocument(TextHistory(decoding: bytes, packedBy: .zstd)).text
    }
    try check(replayed, trace)
    line.append(milliseconds: "replay", replaying)
    return line
  }

  private static func typed(_ transactions: [[TextPatch]]) throws -> TextDocument {
    let replica = ReplicaID(1)
    var document = TextDocument()
    for patches in transactions { try document.edit(patches, by: replica) }
    return document
  }
}

/// - Throws: ``Failure`` when a figure would be that of something else.
func check(_ text: String, _ trace: Trace) throws {
  guard text.unicodeScalars.elementsEqual(trace.end) else {
    throw Failure("it ends in another text")
  }
}
