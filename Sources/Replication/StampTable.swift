/// The replicas and changes that a state refers to, each once, so that a field costs a byte or two.
///
/// First come the changes whose clock the state knows, because a value or a trashing is theirs; then
/// those of which it remembers only that they were: additions and edits. Both are in order.
struct StampTable {
  private(set) var replicas: [ReplicaID] = []
  private(set) var stamps: [Stamp] = []
  private(set) var bare: [ChangeID] = []

  init() {}

  init(_ state: ItemState) {
    for register in state.registers.values {
      for write in register.writes { stamps.append(write.stamp) }
    }
    for trashing in state.trash.trashings { stamps.append(trashing.stamp) }
    stamps.sortOnce { $0.change }
    for edit in state.trash.edits.entries where !hasStamp(edit) { bare.append(edit) }
    for set in state.sets.values {
      for changes in set.additions.values {
        for change in changes where !hasStamp(change) { bare.append(change) }
      }
    }
    bare.sortOnce { $0 }
    for stamp in stamps where replicas.last != stamp.change.replica {
      replicas.append(stamp.change.replica)
    }
    for change in bare where replicas.last != change.replica { replicas.append(change.replica) }
    for text in state.texts.values {
      for event in text.version { replicas.append(event.replica) }
      for replica in text.nextSequences.keys { replicas.append(replica) }
    }
    replicas.sortOnce { $0 }
  }

  /// The greatest clock; zero when there is none.
  var latest: HybridTimestamp {
    stamps.reduce(HybridTimestamp(rawValue: 0)) { max($0, $1.clock) }
  }

  func index(of replica: ReplicaID) -> Int {
    let index = replicas.firstIndex(notBefore: replica) { $0 }
    precondition(index < replicas.count && replicas[index] == replica, "its replica is there")
    return index
  }

  func index(of change: ChangeID) -> Int {
    let index = stamps.firstIndex(notBefore: change) { $0.change }
    if index < stamps.count, stamps[index].change == change { return index }
    let place = bare.firstIndex(notBefore: change) { $0 }
    precondition(place < bare.count && bare[place] == change, "its change is there")
    return stamps.count + place
  }

  private func hasStamp(_ change: ChangeID) -> Bool {
    let index = stamps.firstIndex(notBefore: change) { $0.change }
    return index < stamps.count && stamps[index].change == change
  }
}

extension StampTable {
  /// Reads what ``ByteWriter/append(_:)`` writes.
  init(_ reader: inout ByteReader) throws(CodecError) {
    var counts: [(stamps: Int, bare: Int)] = []
    for _ in 0..<(try reader.count(ofSize: 18)) {
      let replica: ReplicaID = try reader.id()
      if let last = replicas.last, last >= replica { throw CodecError("replicas are out of order") }
      replicas.append(replica)
      counts.append((try reader.count(ofSize: 2), try reader.count()))
    }
    var clock: UInt64 = 0
    for (index, count) in counts.enumerated() {
      var sequence: UInt64 = 0
      for _ in 0..<count.stamps {
        sequence = try reader.number(after: sequence)
        clock &+= UInt64(bitPattern: try reader.signed())
        let change = ChangeID(replica: replicas[index], sequence: sequence)
        stamps.append(Stamp(clock: HybridTimestamp(rawValue: clock), change: change))
      }
    }
    for (index, count) in counts.enumerated() {
      var sequence: UInt64 = 0
      for _ in 0..<count.bare {
        sequence = try reader.number(after: sequence)
        bare.append(ChangeID(replica: replicas[index], sequence: sequence))
      }
    }
    // One change, one entry.
    for change in bare where hasStamp(change) { throw CodecError("a change stands twice") }
  }
}

extension ByteWriter {
  mutating func append(_ table: StampTable) {
    append(table.replicas.count)
    var (stamp, bare) = (0, 0)
    for replica in table.replicas {
      append(replica)
      let start = (stamp: stamp, bare: bare)
      while stamp < table.stamps.count, table.stamps[stamp].change.replica == replica { stamp += 1 }
      while bare < table.bare.count, table.bare[bare].replica == replica { bare += 1 }
      append(stamp - start.stamp)
      append(bare - start.bare)
    }
    var clock: UInt64 = 0
    var last: ChangeID?
    for stamp in table.stamps {
      append(sequenceOf: stamp.change, after: last)
      append(signed: Int64(bitPattern: stamp.clock.rawValue &- clock))
      clock = stamp.clock.rawValue
      last = stamp.change
    }
    last = nil
    for change in table.bare {
      append(sequenceOf: change, after: last)
      last = change
    }
  }

  private mutating func append(sequenceOf change: ChangeID, after last: ChangeID?) {
    let isSameReplica = last?.replica == change.replica
    append(change.sequence - (isSameReplica ? last?.sequence ?? 0 : 0))
  }
}

extension ByteReader {
  /// A number that is greater than another, as the difference.
  fileprivate mutating func number(after last: UInt64) throws(CodecError) -> UInt64 {
    let (number, isOver) = last.addingReportingOverflow(try number())
    guard !isOver, number > last else { throw CodecError("numbers are out of order") }
    return number
  }
}

extension Array {
  /// Sorts by a key of which each stays once.
  fileprivate mutating func sortOnce<Key: Comparable>(_ key: (Element) -> Key) {
    guard count > 1 else { return }
    sort { key($0) < key($1) }
    var kept = 1
    for index in 1..<count where key(self[index]) != key(self[kept - 1]) {
      self[kept] = self[index]
      kept += 1
    }
    removeLast(count - kept)
  }

  /// The index of the first element that is not before a key, in an array that is sorted by it.
  fileprivate func firstIndex<Key: Comparable>(
    notBefore wanted: Key,
    _ key: (Element) -> Key
  ) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if key(self[middle]) < wanted { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
