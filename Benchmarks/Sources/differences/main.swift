// Times TextDifference on pairs of files: `differences OLD NEW [OLD NEW]…`.
//
// One JSON object a pair: the name of NEW, the median processor time of a comparison, how many
// patches it gave, how many scalars they delete and insert, and about how large they are encoded:
// four bytes a patch and the bytes put in. Benchmarks/differences.py makes the files.
import Foundation
import Replication

let arguments = Array(CommandLine.arguments.dropFirst())
guard !arguments.isEmpty, arguments.count.isMultiple(of: 2) else {
  print("usage: differences OLD NEW [OLD NEW]...")
  exit(64)
}

func scalars(at path: String) -> [Unicode.Scalar] {
  guard let data = FileManager.default.contents(atPath: path) else {
    print("differences: cannot read \(path)")
    exit(66)
  }
  return Array(String(decoding: data, as: UTF8.self).unicodeScalars)
}

func processorMilliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

for pair in stride(from: 0, to: arguments.count, by: 2) {
  let old = scalars(at: arguments[pair])
  let new = scalars(at: arguments[pair + 1])
  var times: [Double] = []
  var patches: [TextPatch] = []
  // Once to warm up; then at least five times, and short ones for a tenth of a second.
  repeat {
    let start = processorMilliseconds()
    patches = TextDifference.patches(from: old, to: new)
    times.append(processorMilliseconds() - start)
  } while times.count < 6 || (times.reduce(0, +) < 100 && times.count < 200)
  times.removeFirst()
  times.sort()

  var made: [Unicode.Scalar] = []
  var read = 0
  for patch in patches {
    let kept = patch.position - made.count
    made += old[read..<read + kept] + patch.inserted
    read += kept + patch.deleted
  }
  made += old[read...]
  guard made == new else {
    print("differences: \(arguments[pair + 1]): the patches do not give the new text")
    exit(1)
  }

  let name = URL(fileURLWithPath: arguments[pair + 1]).deletingPathExtension().lastPathComponent
  let bytes = patches.reduce(0) { $0 + 4 + $1.inserted.reduce(0) { $0 + UTF8.width($1) } }
  print(
    "{\"name\": \"\(name)\", \"milliseconds\": \(times[times.count / 2]), "
      + "\"patches\": \(patches.count), \"deleted\": \(patches.reduce(0) { $0 + $1.deleted }), "
      + "\"inserted\": \(patches.reduce(0) { $0 + $1.inserted.count }), "
      + "\"encodedBytes\": \(bytes)}"
  )
}
