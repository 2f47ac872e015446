import Measuring
import Replication

/// Two replicas that wrote to the same fields while they were apart.
struct Merging {
  private let own: Writes
  private let others: Writes

  /// With as many keys as writes each side writes each once.
  ///
  /// With fewer it writes any of them, again and again.
  init(keys: Int, writes: Int) {
    var state: UInt64 = 5
    func draw() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % keys
    }
    let sides = (0..<2).map { _ in (0..<writes).map { keys < writes ? draw() : $0 } }
    own = Writes(by: 1, named: "a", to: sides[0])
    others = Writes(by: 2, named: "b", to: sides[1])
  }

  func measure(runs: Int) throws -> ResultLine {
    var line = ResultLine()
    let (applying, _) = try ProcessorTime.median(ofRuns: runs) { try applied(own) }
    line.append(milliseconds: "apply", applying)

    let (encoding, update) = ProcessorTime.median(ofRuns: runs) { others.packed() }
    line.append(milliseconds: "encode", encoding)
    line.append("updateBytes", update.count)

    var items = try applied(own)
    let (memory, _) = try PeakMemory.kilobytes { try merge(update, into: &items) }
    let (merging, result) = try ProcessorTime.median(
      ofRuns: runs,
      preparing: { try applied(own) },
      run: { items in
        try merge(update, into: &items)
        return items
      }
    )
    line.append(milliseconds: "merge", merging)
    line.append("peakKilobytes", memory)

    var reverse = try applied(others)
    try reverse.apply(own.changes, by: own.replica)
    precondition(result == reverse, "merging commutes")

    let rows = result.encoded()
    line.append("mergedBytes", rows.reduce(0) { $0 + $1.bytes.count + 16 })
    let (loading, loaded) = try ProcessorTime.median(ofRuns: runs) { try Items(decoding: rows) }
    precondition(loaded == result, "a state is the same after it was read")
    line.append(milliseconds: "load", loading)
    return line
  }

  private func applied(_ writes: Writes) throws -> Items {
    var items = Items()
    try items.apply(writes.changes, by: writes.replica)
    return items
  }

  private func merge(_ update: [UInt8], into items: inout Items) throws {
    try items.apply(try PackedOperations.unpack(update), by: others.replica)
  }
}
