import Replication

/// What the changes of a segment depend on, as columns: `docs/format/sync-folder.md`, section 5.
///
/// Each replica stands once, and its numbers, which rise from change to change, as differences.
extension ByteWriter {
  mutating func append(dependencies: [Dependencies]) {
    let vectors = dependencies.map(\.entries)
    let replicas = Set(vectors.joined().map(\.change.replica)).sorted()
    append(replicas.count)
    for replica in replicas { append(replica) }
    guard !replicas.isEmpty else { return }
    let numbers = Dictionary(uniqueKeysWithValues: zip(replicas, replicas.indices))
    var last = [UInt64](repeating: 0, count: replicas.count)
    for entries in vectors { append(entries.count) }
    for entry in vectors.joined() {
      let number = numbers[entry.change.replica] ?? 0
      append(number)
      append(signed: Int64(bitPattern: entry.change.sequence &- last[number]))
      append(fixed: entry.mark)
      last[number] = entry.change.sequence
    }
  }
}

/// Reads the dependencies of one change after the other.
struct DependencyReader {
  private let replicas: [ReplicaID]
  /// The number that each replica was named with last.
  private var last: [UInt64]
  private var counts: ByteReader
  private var entries: ByteReader

  /// - Parameters:
  ///   - reader: at the beginning of the columns; it is behind them then.
  ///   - count: of changes.
  /// - Throws: ``CodecError``.
  init(_ reader: inout ByteReader, ofChanges count: Int) throws(CodecError) {
    var replicas: [ReplicaID] = []
    for _ in 0..<(try reader.count(ofSize: 16)) {
      let replica: ReplicaID = try reader.id()
      if let previous = replicas.last, previous >= replica {
        throw CodecError("its replicas are out of order")
      }
      replicas.append(replica)
    }
    self.replicas = replicas
    last = [UInt64](repeating: 0, count: replicas.count)
    counts = reader
    entries = reader
    guard !replicas.isEmpty else { return }
    var total = 0
    // An entry takes ten bytes at least, so that the sum cannot pass what is left.
    for _ in 0..<count { total += try reader.count(ofSize: 10) }
    entries = reader
    for _ in 0..<total {
      _ = try reader.number()
      _ = try reader.signed()
      _ = try reader.fixed()
    }
  }

  mutating func next() throws(CodecError) -> Dependencies {
    var dependencies = Dependencies()
    guard !replicas.isEmpty else { return dependencies }
    var previous = -1
    for _ in 0..<(try counts.number()) {
      let index = try entries.number()
      guard index < UInt64(replicas.count) else { throw CodecError("a version names no replica") }
      let number = Int(index)
      guard number > previous else { throw CodecError("a version is out of order") }
      previous = number
      last[number] &+= UInt64(bitPattern: try entries.signed())
      guard last[number] > 0 else { throw CodecError("a version holds a zero") }
      let change = ChangeID(replica: replicas[number], sequence: last[number])
      dependencies.append(Dependencies.Entry(change, mark: try entries.fixed()))
    }
    return dependencies
  }

  /// Called after the last change: what stands at zero was never named.
  func finish() throws(CodecError) {
    guard !last.contains(0) else { throw CodecError("a replica is not needed") }
  }
}
