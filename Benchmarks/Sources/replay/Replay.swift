import Measuring
import Replication
import Traces

/// The histories of one file, taken into the module as they would be from other replicas.
struct Replay {
  let file: String
  private(set) var cases = 0
  private(set) var passed = 0
  private(set) var milliseconds = 0.0
  private(set) var encodedBytes = 0
  /// What went wrong, one line each.
  private(set) var complaints: [String] = []

  init(file: String) {
    self.file = file
  }

  mutating func run(_ trace: Trace) {
    defer { cases += 1 }
    var history = TextHistory()
    do {
      let (time, isRight) = try ProcessorTime.milliseconds {
        for (edit, replica) in trace.edits { try history.append(edit, by: replica) }
        return try history.text() == trace.end
      }
      milliseconds += time
      encodedBytes += try history.encoded(packedBy: .zstd).count
      if isRight { passed += 1 } else { complaints.append("case \(cases) ends in another text") }
    } catch {
      complaints.append("case \(cases) cannot be replayed: \(error)")
    }
  }

  var line: ResultLine {
    var line = ResultLine()
    line.append("file", file)
    line.append("cases", cases)
    line.append("passed", passed)
    line.append(milliseconds: "milliseconds", milliseconds)
    line.append("encodedBytes", encodedBytes)
    return line
  }
}
