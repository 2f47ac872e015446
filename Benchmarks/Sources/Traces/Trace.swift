/// A recorded history of a text and what it ends in.
public struct Trace: Sendable {
  /// Each after those that it follows.
  public let edits: [AuthoredEdit]
  public let end: [Unicode.Scalar]

  /// The histories of a file: JSON, packed with gzip or not; one history or an array of them.
  ///
  /// Three forms are known, told apart by what their transactions have: `span` and `ops`, with
  /// parents that are numbers of events; `patches` with parents that are numbers of transactions;
  /// `patches` alone, each transaction after the one before.
  ///
  /// - Throws: ``TraceFailure`` when the file is none of these.
  public static func read(_ path: String) throws(TraceFailure) -> [Trace] {
    var reader = JSONReader(try contents(ofFile: path))
    var traces: [Trace] = []
    if reader.peek() == UInt8(ascii: "[") {
      try reader.array { (reader) throws(TraceFailure) in
        do throws(TraceFailure) {
          traces.append(try reader.trace())
        } catch {
          throw TraceFailure("\(error.description) (case \(traces.count))")
        }
      }
    } else {
      traces.append(try reader.trace())
    }
    try reader.end()
    return traces
  }
}

extension JSONReader {
  fileprivate mutating func trace() throws(TraceFailure) -> Trace {
    var transactions: [Transaction]?
    var start: [Unicode.Scalar] = []
    var end: [Unicode.Scalar]?
    try object { (reader, name) throws(TraceFailure) in
      switch name {
      case "startContent": start = try reader.string()
      case "endContent": end = try reader.string()
      case "txns":
        var read: [Transaction] = []
        try reader.array { (reader) throws(TraceFailure) in read.append(try reader.transaction()) }
        transactions = read
      default: try reader.skip()
      }
    }
    guard let transactions else { throw TraceFailure("has no txns") }
    guard let end else { throw TraceFailure("has no endContent") }
    var numbering = Numbering(transactions, start: start)
    return Trace(edits: try numbering.edits(transactions), end: end)
  }
}
