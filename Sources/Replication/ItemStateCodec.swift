/// The binary form of an item's state: `docs/format/changes.md`, section 8.
///
/// A store that keeps the shown values in columns of their own leaves them out and gives them back
/// when it reads. With the same left out, equal states have equal bytes, and any other bytes are
/// refused: replicas compare them.
extension ItemState {
  /// The state of every purged item: a zero that is spelled long, with which no other state begins.
  private static let purgedBytes: [UInt8] = [0x80, 0]

  /// The state as bytes, without what is stored elsewhere.
  ///
  /// - Parameter isElsewhere: whether a field's shown value, kept value or text is. A union is never
  ///   left out.
  /// - Returns: bytes that ``init(decoding:kind:elsewhere:)`` reads.
  /// - Complexity: O(*n* log *n*) for *n* entries and bytes.
  public func encode(leavingOut isElsewhere: (FieldID) -> Bool = { _ in false }) -> [UInt8] {
    guard !isPurged else { return Self.purgedBytes }
    let table = StampTable(self)
    var writer = ByteWriter()
    writer.append(table)
    writer.append(registers) { writer, field, register in
      let last = register.writes.count - 1
      for (index, write) in register.writes.enumerated() {
        let isElsewhere = index == 0 && isElsewhere(field)
        writer.append(
          table.index(of: write.stamp.change) << 2 | (isElsewhere ? 2 : 0) | (index < last ? 1 : 0)
        )
        if !isElsewhere { writer.append(write.value) }
      }
    }
    writer.append(kept) { writer, field, kept in
      switch kept {
      case .earliest(let value), .latest(let value):
        let isElsewhere = isElsewhere(field)
        writer.append(byte: kept.rule.rawValue << 1 | (isElsewhere ? 1 : 0))
        if !isElsewhere { writer.append(value) }
      case .union(let values):
        writer.append(byte: kept.rule.rawValue << 1)
        writer.append(values.count)
        for value in values { writer.append(value) }
      }
    }
    writer.append(sets) { writer, _, set in
      writer.append(set.additions.count)
      for element in set.elements {
        writer.append(element)
        let changes = set.additions[element] ?? []
        writer.append(changes.count)
        for change in changes.sorted() { writer.append(table.index(of: change)) }
      }
    }
    writer.append(texts) { writer, field, text in
      let isElsewhere = isElsewhere(field)
      writer.append(byte: (text.wantsLook ? 2 : 0) | (isElsewhere ? 1 : 0))
      writer.append(text.version.count)
      for event in text.version {
        writer.append(table.index(of: event.replica))
        writer.append(event.sequence)
      }
      writer.append(text.nextSequences.count)
      for (replica, sequence) in text.nextSequences.sorted(by: { $0.key < $1.key }) {
        writer.append(table.index(of: replica))
        writer.append(sequence)
      }
      if !isElsewhere { writer.append(text.content) }
    }
    let edits = trash.edits.entries
    writer.append(edits.count)
    for edit in edits { writer.append(table.index(of: edit)) }
    writer.append(trash.trashings.count)
    for trashing in trash.trashings {
      writer.append(
        table.index(of: trashing.stamp.change) << 1 | (trashing.covers ? 1 : 0)
      )
    }
    writer.append(signed: Int64(bitPattern: edited.rawValue &- table.latest.rawValue))
    return writer.bytes
  }

  /// Reads a state; `elsewhere` gives what is stored elsewhere for a field that was left out.
  ///
  /// - Throws: ``CodecError`` when the bytes are not a state.
  /// - Complexity: O(bytes), in time and memory.
  public init(
    decoding bytes: [UInt8],
    kind: ItemKind,
    elsewhere: (FieldID) -> Value = { _ in .none }
  ) throws(CodecError) {
    guard bytes != Self.purgedBytes else {
      self = .purged(kind: kind)
      return
    }
    var reader = StateReader(bytes)
    try reader.readTable()
    let registers = try reader.fields { reader, field throws(CodecError) in
      try reader.register(of: field, elsewhere)
    }
    let kept = try reader.fields { reader, field throws(CodecError) in
      try reader.kept(of: field, elsewhere)
    }
    let sets = try reader.fields { reader, _ throws(CodecError) in try reader.set() }
    let texts = try reader.fields { reader, field throws(CodecError) in
      try reader.text(of: field, elsewhere)
    }
    let trash = try reader.trash()
    let edited = try reader.edited()
    try reader.end()
    self.init(
      kind: kind,
      registers: registers,
      kept: kept,
      sets: sets,
      texts: texts,
      trash: trash,
      edited: edited
    )
  }
}

extension ByteWriter {
  /// Fields in their order: how many, then of each the difference to the one before, and what it
  /// holds.
  fileprivate mutating func append<Content>(
    _ fields: [FieldID: Content],
    _ body: (inout ByteWriter, FieldID, Content) -> Void
  ) {
    append(fields.count)
    guard !fields.isEmpty else { return }
    var last: UInt32 = 0
    for (field, content) in fields.sorted(by: { $0.key < $1.key }) {
      append(UInt64(field.rawValue - last))
      last = field.rawValue
      body(&self, field, content)
    }
  }
}
