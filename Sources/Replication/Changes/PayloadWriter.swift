/// Sorts what operations say into columns.
struct PayloadWriter {
  private var items: [ItemKey] = []
  private var itemNumbers: [ItemKey: Int] = [:]
  private var count = 0
  private var codes = RunColumn()
  private var places = ByteWriter()
  private var fields = ByteWriter()
  private var rules = RunColumn()
  private var kinds = RunColumn()
  private var integers = ByteWriter()
  private var references: [ItemID] = []
  private var texts = TextColumn()
  private var blobs = ByteWriter()
  private var positions = ByteWriter()
  private var edits = ByteWriter()
  private var unknown = ByteWriter()
  private var lastInteger: Int64 = 0
  private var lastPosition = ""
  private var run: (item: Int, isNew: Bool, length: Int)?

  mutating func append(_ operation: Operation) {
    count += 1
    append(ItemKey(item: operation.item, kind: operation.kind))
    codes.append(operation.action.code)
    switch operation.action {
    case .set(let field, let value), .insert(let field, let value), .remove(let field, let value):
      append(field, value)
    case .keep(let field, let rule, let value):
      rules.append(UInt64(rule.rawValue))
      append(field, value)
    case .edit(let field, let edit):
      fields.append(UInt64(field.rawValue))
      edits.append(edit)
    case .move(let placement):
      references.append(placement.parent)
      append(placement.position.text)
    case .trash, .restore, .purge: break
    case .unknown(let code, let body):
      precondition(!OperationCode.isKnown(code), "an unknown operation has a code of its own")
      unknown.append(body)
    }
  }

  private mutating func append(_ key: ItemKey) {
    if let run, items[run.item] == key {
      self.run?.length += 1
      return
    }
    endRun()
    if let number = itemNumbers[key] {
      run = (number, false, 1)
    } else {
      itemNumbers[key] = items.count
      run = (items.count, true, 1)
      items.append(key)
    }
  }

  private mutating func endRun() {
    guard let run else { return }
    places.append((run.length - 1) << 1 | (run.isNew ? 0 : 1))
    if !run.isNew { places.append(run.item) }
  }

  private mutating func append(_ field: FieldID, _ value: Value) {
    fields.append(UInt64(field.rawValue))
    kinds.append(UInt64(value.code))
    switch value {
    case .none: break
    case .text(let text): texts.append(text)
    case .integer(let number):
      integers.append(signed: number &- lastInteger)
      lastInteger = number
    case .bytes(let bytes): blobs.append(bytes)
    case .item(let id): references.append(id)
    case .list(let list):
      texts.append(count: list.count)
      for text in list { texts.append(text) }
    }
  }

  /// Siblings' positions begin alike.
  private mutating func append(_ position: String) {
    let shared = zip(position.utf8, lastPosition.utf8).prefix(internedLength)
      .prefix { $0 == $1 }.count
    positions.append(shared)
    positions.append(Array(position.utf8.dropFirst(shared)))
    lastPosition = position
  }

  /// All columns; nothing can be appended after.
  consuming func finish() -> [UInt8] {
    endRun()
    var writer = ByteWriter()
    writer.append(PayloadCodec.version)
    writer.append(items.count)
    for key in items {
      writer.append(UInt64(key.kind.rawValue))
      writer.append(key.item)
    }
    writer.append(count)
    for column in [
      codes.finish(), places.bytes, fields.bytes, rules.finish(), kinds.finish(), integers.bytes,
      referenceColumn, texts.bytes, blobs.bytes, positions.bytes, edits.bytes, unknown.bytes,
    ] { writer.append(raw: column) }
    return writer.bytes
  }

  /// Each id once: 0 and the id where it is new, else its number among the items' and those before.
  private var referenceColumn: [UInt8] {
    guard !references.isEmpty else { return [] }
    var numbers: [ItemID: Int] = [:]
    for key in items where numbers[key.item] == nil { numbers[key.item] = numbers.count }
    var writer = ByteWriter()
    for id in references {
      if let number = numbers[id] {
        writer.append(number + 1)
      } else {
        numbers[id] = numbers.count
        writer.append(0)
        writer.append(id)
      }
    }
    return writer.bytes
  }
}

/// Runs of small numbers, see ``PayloadRun``.
private struct RunColumn {
  private var writer = ByteWriter()
  private var number: UInt64 = 0
  private var length = 0

  mutating func append(_ next: UInt64) {
    if length > 0, next == number, length < PayloadRun.longest {
      length += 1
      return
    }
    end()
    number = next
    length = 1
  }

  private mutating func end() {
    guard length > 0 else { return }
    writer.append(byte: UInt8(min(number, PayloadRun.larger)) | UInt8(length - 1) << 4)
    if number >= PayloadRun.larger { writer.append(number) }
  }

  mutating func finish() -> [UInt8] {
    end()
    return writer.bytes
  }
}

/// Texts, of which a short one that stood before is named by its number.
private struct TextColumn {
  private var writer = ByteWriter()
  private var table = ByteTable()

  mutating func append(count: Int) { writer.append(count) }

  mutating func append(_ text: String) {
    let start = writer.bytes.count
    writer.append(0)
    writer.append(text)
    let count = text.utf8.count
    guard count <= internedLength else { return }
    let end = writer.bytes.count
    if let number = table.number(of: end - count..<end, in: writer.bytes) {
      writer.shorten(to: start)
      writer.append(number + 1)
    }
  }

  var bytes: [UInt8] { writer.bytes }
}
