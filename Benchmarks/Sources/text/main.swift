import Measuring
import Traces

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let usage = """
  usage: text sequential|concurrent|fork FILE [RUNS]

  Measures what happens to one text and prints one JSON object. Times are medians of processor time in
  milliseconds, of RUNS runs (5) or more after one to warm up. `fork` takes a file as peers.py makes it, the
  others take traces of which every line was typed by one person, or by several at the same time.
  """

func measured(_ kind: String, _ file: String, runs: Int) throws -> ResultLine? {
  func trace() throws -> Trace {
    guard let trace = try Trace.read(file).first else { throw Failure("there is no history") }
    return trace
  }
  switch kind {
  case "sequential": return try Sequential.measure(trace(), runs: runs)
  case "concurrent": return try Concurrent.measure(trace(), runs: runs)
  case "fork": return try Fork(try Branches.read(file)).measure(runs: runs)
  default: return nil
  }
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 2 || arguments.count == 3,
  let runs = Int(arguments.count == 3 ? arguments[2] : "5"), runs > 0
else {
  complain(usage)
  exit(64)
}
do {
  guard let line = try measured(arguments[0], arguments[1], runs: runs) else {
    complain(usage)
    exit(64)
  }
  print(line)
} catch {
  complain("text: \(arguments[1]): \(error)")
  exit(1)
}
