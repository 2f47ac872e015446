import Measuring
import Replication
import Traces

/// What one person typed into one text.
enum Sequential {
  static func measure(_ trace: Trace, runs: Int) throws -> ResultLine {
    let transactions = trace.edits.map(\.edit.patches)
    var line = ResultLine()
    line.append("edits", transactions.reduce(0) { $0 + $1.count })
    line.append("textBytes", String(String.UnicodeScalarView(trace.end)).utf8.count)

    let (applying, (history, text)) = try ProcessorTime.median(ofRuns: runs) {
      try typed(transactions)
    }
    try check(text.content, trace)
    line.append(milliseconds: "apply", applying)

    let (encoding, bytes) = try ProcessorTime.median(ofRuns: runs) {
      try history.encoded(packedBy: .zstd)
    }
    line.append(milliseconds: "encode", encoding)
    line.append("encodedBytes", bytes.count)

    let (loading, loaded) = try ProcessorTime.median(ofRuns: runs) {
      try TextHistory.text(decoding: bytes, packedBy: .zstd)
    }
    try check(loaded, trace)
    line.append(milliseconds: "load", loading)

    let (replaying, replayed) = try ProcessorTime.median(ofRuns: runs) {
      try TextHistory(decoding: bytes, packedBy: .zstd).text()
    }
    try check(String(String.UnicodeScalarView(replayed)), trace)
    line.append(milliseconds: "replay", replaying)
    return line
  }

  /// Each edit is recorded, and applied to the text.
  private static func typed(
    _ transactions: [[TextPatch]]
  ) throws -> (history: TextHistory, text: MergedText) {
    var session = Session(replica: 1)
    for patches in transactions { try session.edit(patches) }
    var text = MergedText()
    try text.apply(contentsOf: session.edits) { session.history }
    return (session.history, text)
  }
}

/// - Throws: ``Failure`` when a figure would be that of something else.
func check(_ text: String, _ trace: Trace) throws {
  guard text.unicodeScalars.elementsEqual(trace.end) else {
    throw Failure("it ends in another text")
  }
}
