import Measuring
import Replication

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// usage: maps KEYS [RUNS]
//
// Two replicas write 100,000 fields each, of so many different ones, and merge. Prints one JSON object;
// times are medians of processor time in milliseconds.

let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
guard arguments.count == 1 || arguments.count == 2, arguments.allSatisfy({ $0 > 0 }) else {
  complain("usage: maps KEYS [RUNS]")
  exit(64)
}
do {
  let (keys, runs) = (arguments[0], arguments.count == 2 ? arguments[1] : 5)
  print(try Merging(keys: keys, writes: 100_000).measure(runs: runs))
} catch {
  complain("maps: \(error)")
  exit(1)
}
