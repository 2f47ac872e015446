/// The operations of one change as bytes, in columns: `docs/format/changes.md`, section 2.
///
/// The same operations have the same bytes on every replica, because a change's hash covers them; so
/// each payload has one form, and every other is refused.
public enum PayloadCodec {
  static let version: UInt64 = 1

  public static func encode(_ operations: [Operation]) -> [UInt8] {
    var writer = PayloadWriter()
    for operation in operations { writer.append(operation) }
    return writer.finish()
  }

  /// Reads operations.
  ///
  /// - Throws: ``CodecError`` when the bytes are not a payload.
  /// - Complexity: O(bytes); at most ``PayloadRun/longest`` operations for each byte.
  public static func decode(_ bytes: [UInt8]) throws(CodecError) -> [Operation] {
    var reader = PayloadReader(bytes)
    return try reader.operations()
  }
}

/// The numbers of the kinds of operations in the format.
enum OperationCode {
  static let set: UInt64 = 1
  static let keep: UInt64 = 2
  static let insert: UInt64 = 3
  static let remove: UInt64 = 4
  static let edit: UInt64 = 5
  static let move: UInt64 = 6
  static let trash: UInt64 = 7
  static let restore: UInt64 = 8
  static let purge: UInt64 = 9

  static func isKnown(_ code: UInt64) -> Bool { (set...purge).contains(code) }
}

extension Operation.Action {
  var code: UInt64 {
    switch self {
    case .set: OperationCode.set
    case .keep: OperationCode.keep
    case .insert: OperationCode.insert
    case .remove: OperationCode.remove
    case .edit: OperationCode.edit
    case .move: OperationCode.move
    case .trash: OperationCode.trash
    case .restore: OperationCode.restore
    case .purge: OperationCode.purge
    case .unknown(let code, _): code
    }
  }
}

/// Equal small numbers in a row as one byte: the number in the low four bits, how many less one in
/// the next three.
enum PayloadRun {
  /// So that a byte cannot claim much.
  static let longest = 8
  /// Stands for numbers that do not fit, which follow.
  static let larger: UInt64 = 15
}

/// The longest text, and the longest beginning of a position, that is not repeated: in bytes, so that
/// a byte cannot claim much.
let internedLength = 64

/// An item as operations name it.
public struct ItemKey: Hashable, Sendable {
  public let item: ItemID
  public let kind: ItemKind

  public init(item: ItemID, kind: ItemKind) {
    self.item = item
    self.kind = kind
  }
}
