/// The binary form of an item's state.
///
/// A store that keeps the shown values in columns of their own leaves them out and gives them back
/// when it reads. With nothing left out, equal states have equal bytes: replicas compare those.
extension ItemState {
  /// The state as bytes, without what is stored elsewhere.
  ///
  /// - Parameter isElsewhere: whether a field's shown value, kept value or text is. A union is never
  ///   left out.
  /// - Returns: bytes that ``init(decoding:kind:elsewhere:)`` reads.
  public func encode(leavingOut isElsewhere: (FieldID) -> Bool = { _ in false }) -> [UInt8] {
    let stamps = StampTable(self)
    var writer = ByteWriter()
    writer.append(stamps)
    writer.append(registers.sorted { $0.key < $1.key }) { writer, field, register in
      writer.append(register.writes.count)
      for (index, write) in register.writes.enumerated() {
        writer.append(stamps.index(of: write.stamp.change))
        writer.append(write.value, unless: index == 0 && isElsewhere(field))
      }
    }
    writer.append(kept.sorted { $0.key < $1.key }) { writer, field, kept in
      writer.append(byte: kept.rule.rawValue)
      switch kept {
      case .earliest(let value), .latest(let value):
        writer.append(value, unless: isElsewhere(field))
      case .union(let values):
        writer.append(values.count)
        for value in values { writer.append(value) }
      }
    }
    writer.append(sets.sorted { $0.key < $1.key }) { writer, _, set in
      writer.append(set.additions.count)
      for element in set.elements {
        writer.append(element)
        let changes = set.additions[element] ?? []
        writer.append(changes.count)
        for change in changes { writer.append(stamps.index(of: change)) }
      }
    }
    writer.append(texts.sorted { $0.key < $1.key }) { writer, field, text in
      writer.append(text.version)
      writer.append(byte: text.wantsLook ? 1 : 0)
      let sequences = text.nextSequences.sorted { $0.key < $1.key }
      writer.append(sequences.count)
      for (replica, sequence) in sequences {
        writer.append(replica)
        writer.append(sequence)
      }
      writer.append(.text(text.content), unless: isElsewhere(field))
    }
    let edits = trash.edits.entries
    writer.append(edits.count)
    for edit in edits { writer.append(stamps.index(of: edit)) }
    writer.append(trash.trashings.count)
    for trashing in trash.trashings {
      writer.append(stamps.index(of: trashing.stamp.change))
      writer.append(byte: trashing.covers ? 1 : 0)
    }
    writer.append(fixed: edited.rawValue)
    return writer.bytes
  }

  /// Reads a state; `elsewhere` gives what is stored elsewhere for a field that was left out.
  ///
  /// - Throws: ``CodecError`` when the bytes are not a state.
  public init(
    decoding bytes: [UInt8],
    kind: ItemKind,
    elsewhere: (FieldID) -> Value = { _ in .none }
  ) throws(CodecError) {
    var reader = ByteReader(bytes)
    let stamps = try reader.stampTable()

    var registers: [FieldID: Register] = [:]
    for _ in 0..<(try reader.count(ofSize: 3)) {
      let field = try reader.field()
      var writes: [Register.Write] = []
      for _ in 0..<(try reader.count()) {
        let stamp = try stamps.stamp(at: try reader.number())
        let value = try reader.valueHere() ?? elsewhere(field)
        writes.append(Register.Write(value: value, stamp: stamp))
      }
      guard !writes.isEmpty else { throw CodecError("a field holds no value") }
      registers[field] = Register(writes)
    }

    var kept: [FieldID: KeptValue] = [:]
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let field = try reader.field()
      switch KeptValue.Rule(rawValue: try reader.byte()) {
      case .earliest:
        kept[field] = .earliest(try reader.valueHere() ?? elsewhere(field))
      case .latest:
        kept[field] = .latest(try reader.valueHere() ?? elsewhere(field))
      case .union:
        var values: [Value] = []
        for _ in 0..<(try reader.count()) { values.append(try reader.value()) }
        kept[field] = .union(values)
      case nil: throw CodecError("a merge rule is not known")
      }
    }

    var sets: [FieldID: AddWinsSet] = [:]
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let field = try reader.field()
      var additions: [Value: [ChangeID]] = [:]
      for _ in 0..<(try reader.count(ofSize: 2)) {
        let element = try reader.value()
        var changes: [ChangeID] = []
        for _ in 0..<(try reader.count()) {
          changes.append(try stamps.stamp(at: try reader.number()).change)
        }
        additions[element] = changes
      }
      sets[field] = AddWinsSet(additions: additions)
    }

    var texts: [FieldID: MergedText] = [:]
    for _ in 0..<(try reader.count(ofSize: 3)) {
      let field = try reader.field()
      let version = try reader.textVersion()
      let wantsLook = try reader.byte() == 1
      var sequences: [ReplicaID: UInt64] = [:]
      for _ in 0..<(try reader.count(ofSize: 17)) {
        sequences[try reader.id()] = try reader.number()
      }
      guard case .text(let content) = try reader.valueHere() ?? elsewhere(field) else {
        throw CodecError("a text is missing")
      }
      texts[field] = MergedText(
        content: content,
        version: version,
        wantsLook: wantsLook,
        nextSequences: sequences
      )
    }

    var edits = VersionVector()
    for _ in 0..<(try reader.count()) {
      edits.insert(try stamps.stamp(at: try reader.number()).change)
    }
    var trashings: [Trash.Trashing] = []
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let stamp = try stamps.stamp(at: try reader.number())
      trashings.append(Trash.Trashing(stamp: stamp, covers: try reader.byte() == 1))
    }
    let edited = HybridTimestamp(rawValue: try reader.fixed())
    guard reader.isAtEnd else { throw CodecError("something follows its end") }

    self.init(
      kind: kind,
      registers: registers,
      kept: kept,
      sets: sets,
      texts: texts,
      trash: Trash(edits: edits, trashings: trashings),
      edited: edited
    )
  }
}

/// The changes that a state refers to, each once, so that a field costs a byte or two.
///
/// Edits and additions are remembered without a clock; their entries hold zero for it.
private struct StampTable {
  private(set) var stamps: [Stamp]
  private var indices: [ChangeID: Int] = [:]

  init(_ state: ItemState) {
    var clocks: [ChangeID: HybridTimestamp] = [:]
    for edit in state.trash.edits.entries { clocks[edit] = HybridTimestamp(rawValue: 0) }
    for set in state.sets.values {
      for change in set.additions.values.joined() { clocks[change] = HybridTimestamp(rawValue: 0) }
    }
    for trashing in state.trash.trashings { clocks[trashing.stamp.change] = trashing.stamp.clock }
    for register in state.registers.values {
      for write in register.writes { clocks[write.stamp.change] = write.stamp.clock }
    }
    self.init(
      clocks.map { Stamp(clock: $0.value, change: $0.key) }.sorted { $0.change < $1.change }
    )
  }

  init(_ stamps: [Stamp]) {
    self.stamps = stamps
    for (index, stamp) in stamps.enumerated() { indices[stamp.change] = index }
  }

  func index(of change: ChangeID) -> Int {
    guard let index = indices[change] else {
      preconditionFailure("every change of a state is in its table")
    }
    return index
  }

  func stamp(at index: UInt64) throws(CodecError) -> Stamp {
    guard index < stamps.count else { throw CodecError("a state names an unknown change") }
    return stamps[Int(index)]
  }
}

/// Stands for a value that is stored elsewhere; no value has this code.
private let elsewhereCode: UInt8 = 255

extension ByteWriter {
  fileprivate mutating func append(_ value: Value, unless isElsewhere: Bool) {
    if isElsewhere { append(byte: elsewhereCode) } else { append(value) }
  }

  fileprivate mutating func append(_ table: StampTable) {
    append(table.stamps.count)
    for stamp in table.stamps {
      append(stamp.change.replica)
      append(stamp.change.sequence)
      append(fixed: stamp.clock.rawValue)
    }
  }

  fileprivate mutating func append<Content>(
    _ fields: [(key: FieldID, value: Content)],
    _ body: (inout ByteWriter, FieldID, Content) -> Void
  ) {
    append(fields.count)
    for (field, content) in fields {
      append(UInt64(field.rawValue))
      body(&self, field, content)
    }
  }
}

extension ByteReader {
  /// `nil` for a value that is stored elsewhere.
  fileprivate mutating func valueHere() throws(CodecError) -> Value? {
    guard peek() != elsewhereCode else {
      _ = try byte()
      return nil
    }
    return try value()
  }

  fileprivate mutating func stampTable() throws(CodecError) -> StampTable {
    var stamps: [Stamp] = []
    for _ in 0..<(try count(ofSize: 25)) {
      let change = ChangeID(replica: try id(), sequence: try number())
      let clock = HybridTimestamp(rawValue: try fixed())
      stamps.append(Stamp(clock: clock, change: change))
    }
    return StampTable(stamps)
  }
}
