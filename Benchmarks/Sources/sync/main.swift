import Foundation

// usage: sync clippings COUNT DIRECTORY
//        sync history REPLICAS CHANGES DIRECTORY
//        sync attachment MEBIBYTES DIRECTORY
//
// Makes what syncing is measured with, below a directory that is there: `folder`, a sync folder, and
// for clippings `library`, the library that filled it; for an attachment only a library that holds it.
// Prints what was made as one JSON object.
// Benchmarks/sync.py measures with it.

let arguments = Array(CommandLine.arguments.dropFirst())
let numbers = arguments.compactMap { Int($0) }
guard let kind = arguments.first, let path = arguments.last, numbers.count == arguments.count - 2,
  numbers.allSatisfy({ $0 > 0 })
else {
  print("usage: sync clippings COUNT DIRECTORY, sync history REPLICAS CHANGES DIRECTORY")
  print("   or: sync attachment MEBIBYTES DIRECTORY")
  exit(64)
}
let directory = URL(fileURLWithPath: path)
switch (kind, numbers.count) {
case ("clippings", 1): try Clippings.make(numbers[0], in: directory)
case ("history", 2): try History.make(replicas: numbers[0], changes: numbers[1], in: directory)
case ("attachment", 1): try Attachment.make(mebibytes: numbers[0], in: directory)
default:
  print("sync: there is no \(kind) with \(numbers.count) numbers")
  exit(64)
}

/// Prints one line for whoever measures.
func show(_ values: [String: Double]) throws {
  FileHandle.standardOutput.write(try JSONEncoder().encode(values) + Data("\n".utf8))
}
