import Measuring
import Traces

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let usage = """
  usage: replay FILE...

  Replays recorded histories of texts and compares what they end in. A FILE is JSON, plain or gzip: event
  graphs with spans and ops, or traces of patches, sequential or concurrent.

  Prints one JSON object a file:
    file, cases, passed
    milliseconds   processor time of adding every edit to a history, taking its text and comparing it
    encodedBytes   of the whole histories, packed with zstd

  Exit codes: 0 all passed, 1 a file cannot be read or a case did not pass, 64 wrong usage.
  """

let files = Array(CommandLine.arguments.dropFirst())
if files == ["--help"] || files == ["-h"] {
  print(usage)
  exit(0)
}
guard !files.isEmpty else {
  complain(usage)
  exit(64)
}

var isFine = true
for file in files {
  do {
    var replay = Replay(file: file)
    for trace in try Trace.read(file) { replay.run(trace) }
    print(replay.line)
    for complaint in replay.complaints { complain("replay: \(file): \(complaint)") }
    if !replay.complaints.isEmpty { isFine = false }
  } catch {
    complain("replay: \(file) \(error)")
    isFine = false
  }
  fflush(nil)
}
exit(isFine ? 0 : 1)
