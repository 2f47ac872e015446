/// Reads the parts of an item's state, from anyone, and refuses all but the one form that each has.
struct StateReader {
  private var reader: ByteReader
  private var table = StampTable()
  /// Which entries of the table something referred to: one that nothing needs is not written.
  ///
  /// Those of the stamps come first, then those of the other changes, then those of the replicas.
  private var isUsed: [Bool] = []

  init(_ bytes: [UInt8]) {
    reader = ByteReader(bytes)
  }

  mutating func readTable() throws(CodecError) {
    table = try StampTable(&reader)
    let changes = table.stamps.count + table.bare.count
    isUsed = Array(repeating: false, count: changes + table.replicas.count)
    for stamp in table.stamps { isUsed[changes + table.index(of: stamp.change.replica)] = true }
    for change in table.bare { isUsed[changes + table.index(of: change.replica)] = true }
  }

  mutating func fields<Content>(
    _ read: (inout StateReader, FieldID) throws(CodecError) -> Content
  ) throws(CodecError) -> [FieldID: Content] {
    let count = try reader.count(ofSize: 2)
    guard count > 0 else { return [:] }
    // An item has some twenty fields; what claims more grows as it is read.
    var fields = [FieldID: Content](minimumCapacity: min(count, 32))
    var last: UInt32 = 0
    for index in 0..<count {
      guard let difference = UInt32(exactly: try reader.number()) else { throw .overlong }
      let (field, isOver) = last.addingReportingOverflow(difference)
      guard !isOver, index == 0 || difference > 0 else {
        throw CodecError("fields are out of order")
      }
      last = field
      fields[FieldID(rawValue: field)] = try read(&self, FieldID(rawValue: field))
    }
    return fields
  }

  mutating func register(
    of field: FieldID,
    _ elsewhere: (FieldID) -> Value
  ) throws(CodecError) -> Register {
    var writes: [Register.Write] = []
    while true {
      let number = try reader.number()
      let isElsewhere = number & 2 != 0
      guard !isElsewhere || writes.isEmpty else { throw CodecError("a value is not here") }
      let stamp = try stamp(at: number >> 2)
      if let last = writes.last, last.stamp <= stamp { throw CodecError("writes are out of order") }
      let value = isElsewhere ? elsewhere(field) : try reader.value()
      writes.append(Register.Write(value: value, stamp: stamp))
      guard number & 1 != 0 else { return Register(writes) }
    }
  }

  mutating func kept(
    of field: FieldID,
    _ elsewhere: (FieldID) -> Value
  ) throws(CodecError) -> KeptValue {
    let byte = try reader.byte()
    let isElsewhere = byte & 1 != 0
    switch KeptValue.Rule(rawValue: byte >> 1) {
    case .earliest: return .earliest(isElsewhere ? elsewhere(field) : try reader.value())
    case .latest: return .latest(isElsewhere ? elsewhere(field) : try reader.value())
    case .union where !isElsewhere:
      var values: [Value] = []
      for _ in 0..<(try reader.count()) {
        let value = try reader.value()
        if let last = values.last, last >= value { throw CodecError("values are out of order") }
        values.append(value)
      }
      return .union(values)
    default: throw CodecError("a merge rule is not known")
    }
  }

  mutating func set() throws(CodecError) -> AddWinsSet {
    var additions: [Value: [ChangeID]] = [:]
    var previous: Value?
    for _ in 0..<(try reader.count(ofSize: 3)) {
      let element = try reader.value()
      if let previous, previous >= element { throw CodecError("values are out of order") }
      previous = element
      var changes: [ChangeID] = []
      for _ in 0..<(try reader.count()) {
        let change = try change(at: try reader.number())
        if let last = changes.last, last >= change { throw CodecError("changes are out of order") }
        changes.append(change)
      }
      guard !changes.isEmpty else { throw CodecError("nobody added a value") }
      additions[element] = changes
    }
    guard !additions.isEmpty else { throw CodecError("a set is empty") }
    return AddWinsSet(additions: additions)
  }

  mutating func text(
    of field: FieldID,
    _ elsewhere: (FieldID) -> Value
  ) throws(CodecError) -> MergedText {
    let byte = try reader.byte()
    guard byte < 4 else { throw CodecError("a text is of an unknown kind") }
    var version: TextVersion = []
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let event = EventID(replica: try replica(), sequence: try reader.number())
      if let last = version.last, last >= event {
        throw CodecError("a text version is out of order")
      }
      version.append(event)
    }
    var sequences: [ReplicaID: UInt64] = [:]
    var previous: ReplicaID?
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let replica = try replica()
      if let previous, previous >= replica { throw CodecError("replicas are out of order") }
      previous = replica
      sequences[replica] = try reader.number()
    }
    let value = byte & 1 != 0 ? elsewhere(field) : .text(try reader.text())
    guard case .text(let content) = value else { throw CodecError("a text is missing") }
    return MergedText(
      content: content,
      version: version,
      wantsLook: byte & 2 != 0,
      nextSequences: sequences
    )
  }

  mutating func trash() throws(CodecError) -> Trash {
    var edits = VersionVector()
    var previous: ReplicaID?
    for _ in 0..<(try reader.count()) {
      let change = try change(at: try reader.number())
      if let previous, previous >= change.replica { throw CodecError("edits are out of order") }
      previous = change.replica
      edits.insert(change)
    }
    var trashings: [Trash.Trashing] = []
    for _ in 0..<(try reader.count()) {
      let number = try reader.number()
      let stamp = try stamp(at: number >> 1)
      if let last = trashings.last, last.stamp >= stamp {
        throw CodecError("trashings are out of order")
      }
      trashings.append(Trash.Trashing(stamp: stamp, covers: number & 1 != 0))
    }
    return Trash(edits: edits, trashings: trashings)
  }

  mutating func edited() throws(CodecError) -> HybridTimestamp {
    let difference = UInt64(bitPattern: try reader.signed())
    return HybridTimestamp(rawValue: table.latest.rawValue &+ difference)
  }

  func end() throws(CodecError) {
    guard reader.isAtEnd else { throw CodecError("something follows its end") }
    guard !isUsed.contains(false) else { throw CodecError("a state names more than it needs") }
  }

  private mutating func stamp(at index: UInt64) throws(CodecError) -> Stamp {
    guard index < table.stamps.count else { throw CodecError("a state names an unknown change") }
    isUsed[Int(index)] = true
    return table.stamps[Int(index)]
  }

  private mutating func change(at index: UInt64) throws(CodecError) -> ChangeID {
    if index < table.stamps.count { return table.stamps[Int(index)].change }
    let place = index - UInt64(table.stamps.count)
    guard place < table.bare.count else { throw CodecError("a state names an unknown change") }
    isUsed[Int(index)] = true
    return table.bare[Int(place)]
  }

  private mutating func replica() throws(CodecError) -> ReplicaID {
    let index = try reader.number()
    guard index < table.replicas.count else { throw CodecError("a state names no replica") }
    isUsed[table.stamps.count + table.bare.count + Int(index)] = true
    return table.replicas[Int(index)]
  }
}
