import Measuring
import Replication
import Traces

/// What several people typed into one text at the same time.
enum Concurrent {
  static func measure(_ trace: Trace, runs: Int) throws -> ResultLine {
    var document = TextDocument()
    try document.merge(trace.edits)
    var line = ResultLine()
    line.append("edits", trace.edits.count)

    let (encoding, bytes) = try ProcessorTime.median(ofRuns: runs) {
      try document.encoded(packedBy: .zstd)
    }
    line.append(milliseconds: "encode", encoding)
    line.append("encodedBytes", bytes.count)

    let (merging, merged) = try ProcessorTime.median(ofRuns: runs) {
      try TextDocument(TextHistory(decoding: bytes, packedBy: .zstd)).text
    }
    try check(merged, trace)
    line.append(milliseconds: "merge", merging)

    let (loading, loaded) = try ProcessorTime.median(ofRuns: runs) {
      try TextHistory.text(decoding: bytes, packedBy: .zstd)
    }
    try check(loaded, trace)
    line.append(milliseconds: "load", loading)
    return line
  }
}
