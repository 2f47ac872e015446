import Foundation

// usage: store [--runs N] [--rows N] [bulk | single | fields | rebuild | open | save]…
//
// Measures the store on disk, in the directory that TMPDIR names, and prints one JSON object a
// measurement. Without names it takes all of them.

let options = Options(CommandLine.arguments.dropFirst())
let (runs, rows) = (options.runs, options.rows)
let world = try World()
defer { try? world.remove() }

let measurements: [(name: String, take: () throws -> Measurement)] = [
  ("bulk", { try Writing.bulk(world, rows: rows, runs: runs) }),
  ("single", { try Writing.single(world, runs: 40 * runs) }),
  ("fields", { try Receiving.fields(world, rows: rows, runs: runs) }),
  ("rebuild", { try Receiving.rebuild(world, rows: rows, runs: runs) }),
  ("open", { try Notes.opening(world, runs: 40 * runs) }),
  ("save", { try Notes.saving(world, runs: 20 * runs) }),
]
for (name, take) in measurements where options.names.isEmpty || options.names.contains(name) {
  try take().show()
}

/// What was typed.
struct Options {
  private(set) var runs = 5
  private(set) var rows = 100_000
  private(set) var names: [String] = []

  init(_ arguments: some Sequence<String>) {
    var rest = arguments.makeIterator()
    while let argument = rest.next() {
      switch argument {
      case "--runs": runs = rest.next().flatMap { Int($0) } ?? runs
      case "--rows": rows = rest.next().flatMap { Int($0) } ?? rows
      default: names.append(argument)
      }
    }
  }
}
