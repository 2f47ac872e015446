public import Replication

/// A text and what was done to it on two sides, each an edit at a time.
public struct Branches: Sendable {
  /// What made the text.
  public let base: [TextPatch]
  public let branches: [[TextPatch]]

  /// Reads `{"base": [patch...], "branches": [[patch...]...]}`, each patch an edit of its own.
  ///
  /// - Throws: ``TraceFailure`` when the file is no such thing.
  public static func read(_ path: String) throws(TraceFailure) -> Branches {
    var reader = JSONReader(try contents(ofFile: path))
    var base: [TextPatch] = []
    var branches: [[TextPatch]] = []
    try reader.object { (reader, name) throws(TraceFailure) in
      switch name {
      case "base": base = try reader.patches()
      case "branches":
        try reader.array { (reader) throws(TraceFailure) in
          branches.append(try reader.patches())
        }
      default: try reader.skip()
      }
    }
    try reader.end()
    guard !base.isEmpty, branches.count == 2 else { throw TraceFailure("has no two branches") }
    return Branches(base: base, branches: branches)
  }
}
