import Replication

/// What the changes of a segment depend on, as columns: `docs/format/sync-folder.md`, section 5.
///
/// Each replica stands once, and its numbers, which rise from change to change, as differences.
extension ByteWriter {
  mutating func append(dependencies: [VersionVector]) {
    let vectors = dependencies.map(\.entries)
    let replicas = Set(vectors.joined().map(\.replica)).sorted()
    append(replicas.count)
    for replica in replicas { append(replica) }
    guard !replicas.isEmpty else { return }
    let numbers = Dictionary(uniqueKeysWithValues: zip(replicas, replicas.indices))
    var last = [UInt64](repeating: 0, count: replicas.count)
    for entries in vectors { append(entries.count) }
    for entry in vectors.joined() {
      let number = numbers[entry.replica] ?? 0
      append(number)
      append(signed: Int64(bitPattern: entry.sequence &- last[number]))
      last[number] = entry.sequence
    }
  }
}

extension ByteReader {
  /// Those of so many changes.
  mutating func dependencies(ofChanges count: Int) throws(CodecError) -> [VersionVector] {
    var replicas: [ReplicaID] = []
    for _ in 0..<(try self.count(ofSize: 16)) {
      let replica: ReplicaID = try id()
      if let previous = replicas.last, previous >= replica {
        throw CodecError("its replicas are out of order")
      }
      replicas.append(replica)
    }
    guard !replicas.isEmpty else { return Array(repeating: VersionVector(), count: count) }
    var counts: [Int] = []
    for _ in 0..<count { counts.append(try self.count(ofSize: 2)) }
    var last = [UInt64](repeating: 0, count: replicas.count)
    var vectors: [VersionVector] = []
    for count in counts {
      var vector = VersionVector()
      var previous = -1
      for _ in 0..<count {
        let number = try index(below: replicas.count)
        guard number > previous else { throw CodecError("a version is out of order") }
        previous = number
        last[number] &+= UInt64(bitPattern: try signed())
        guard last[number] > 0 else { throw CodecError("a version holds a zero") }
        vector[replicas[number]] = last[number]
      }
      vectors.append(vector)
    }
    // What stands at zero was never named.
    guard !last.contains(0) else { throw CodecError("a replica is not needed") }
    return vectors
  }

  private mutating func index(below count: Int) throws(CodecError) -> Int {
    let number = try number()
    guard number < UInt64(count) else { throw CodecError("a version names no replica") }
    return Int(number)
  }
}
