/// The operations of one change as bytes: `docs/format/changes.md`.
///
/// The same operations have the same bytes on every replica, because a change's hash covers them.
public enum PayloadCodec {
  static let version: UInt64 = 1

  public static func encode(_ operations: [Operation]) -> [UInt8] {
    var items: [ItemKey] = []
    var indices: [ItemKey: Int] = [:]
    for operation in operations {
      let key = ItemKey(operation)
      if indices.updateValue(indices[key] ?? items.count, forKey: key) == nil { items.append(key) }
    }

    var writer = ByteWriter()
    writer.append(version)
    writer.append(items.count)
    for key in items {
      writer.append(UInt64(key.kind.rawValue))
      writer.append(key.item)
    }
    writer.append(operations.count)
    for operation in operations {
      writer.append(indices[ItemKey(operation)] ?? 0)
      let (code, body) = encode(operation.action)
      writer.append(code)
      writer.append(body)
    }
    return writer.bytes
  }

  /// - Throws: ``CodecError`` when the bytes are not a payload.
  public static func decode(_ bytes: [UInt8]) throws(CodecError) -> [Operation] {
    var reader = ByteReader(bytes)
    guard try reader.number() == version else { throw CodecError("its version is not known") }
    var items: [ItemKey] = []
    for _ in 0..<(try reader.count(ofSize: 17)) {
      let kind = try reader.number()
      guard let kind = UInt32(exactly: kind) else { throw .overlong }
      items.append(ItemKey(item: try reader.id(), kind: ItemKind(rawValue: kind)))
    }
    var operations: [Operation] = []
    for _ in 0..<(try reader.count(ofSize: 3)) {
      let index = try reader.number()
      guard index < items.count else { throw CodecError("an operation names no item") }
      let code = try reader.number()
      var body = try reader.frame()
      let key = items[Int(index)]
      operations.append(Operation(key.item, key.kind, try decode(code, &body)))
    }
    guard reader.isAtEnd else { throw CodecError("something follows its end") }
    return operations
  }

  private struct ItemKey: Hashable {
    let item: ItemID
    let kind: ItemKind

    init(item: ItemID, kind: ItemKind) {
      self.item = item
      self.kind = kind
    }

    init(_ operation: Operation) {
      self.init(item: operation.item, kind: operation.kind)
    }
  }

  private enum Code {
    static let set: UInt64 = 1
    static let keep: UInt64 = 2
    static let insert: UInt64 = 3
    static let remove: UInt64 = 4
    static let edit: UInt64 = 5
    static let move: UInt64 = 6
    static let trash: UInt64 = 7
    static let restore: UInt64 = 8
  }

  private static func encode(_ action: Operation.Action) -> (code: UInt64, body: [UInt8]) {
    var writer = ByteWriter()
    let code: UInt64
    switch action {
    case .set(let field, let value):
      code = Code.set
      writer.append(field, value)
    case .keep(let field, let rule, let value):
      code = Code.keep
      writer.append(byte: rule.rawValue)
      writer.append(field, value)
    case .insert(let field, let value):
      code = Code.insert
      writer.append(field, value)
    case .remove(let field, let value):
      code = Code.remove
      writer.append(field, value)
    case .edit(let field, let edit):
      code = Code.edit
      writer.append(UInt64(field.rawValue))
      writer.append(edit)
    case .move(let placement):
      code = Code.move
      writer.append(placement.parent)
      writer.append(placement.position.text)
    case .trash: code = Code.trash
    case .restore: code = Code.restore
    case .unknown(let unknown, let body):
      code = unknown
      writer.append(raw: body)
    }
    return (code, writer.bytes)
  }

  private static func decode(
    _ code: UInt64,
    _ body: inout ByteReader
  ) throws(CodecError) -> Operation.Action {
    let action: Operation.Action
    switch code {
    case Code.set: action = .set(try body.field(), try body.value())
    case Code.keep:
      guard let rule = KeptValue.Rule(rawValue: try body.byte()) else {
        throw CodecError("a merge rule is not known")
      }
      action = .keep(try body.field(), rule, try body.value())
    case Code.insert: action = .insert(try body.field(), try body.value())
    case Code.remove: action = .remove(try body.field(), try body.value())
    case Code.edit: action = .edit(try body.field(), try body.textEdit())
    case Code.move:
      action = .move(Placement(parent: try body.id(), position: try Position(try body.text())))
    case Code.trash: action = .trash
    case Code.restore: action = .restore
    default: return .unknown(code: code, body: try body.raw(body.remaining))
    }
    guard body.isAtEnd else { throw CodecError("an operation is longer than its content") }
    return action
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ field: FieldID, _ value: Value) {
    append(UInt64(field.rawValue))
    append(value)
  }
}

extension ByteReader {
  mutating func field() throws(CodecError) -> FieldID {
    guard let field = UInt32(exactly: try number()) else { throw .overlong }
    return FieldID(rawValue: field)
  }
}
