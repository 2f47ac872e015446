/// What one field can hold.
///
/// Values are equal when their bytes are. Swift's strings are equal already when they look alike, in
/// whatever Unicode form; were values so too, of two spellings of one tag each replica would keep the
/// one that came first.
public enum Value: Sendable {
  /// Cleared.
  case none
  case text(String)
  case integer(Int64)
  case bytes([UInt8])
  case item(ItemID)
  case list([String])
}

extension Value: Hashable {
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
    case (.integer(let left), .integer(let right)): left == right
    case (.bytes(let left), .bytes(let right)): left == right
    case (.item(let left), .item(let right)): left == right
    case (.list(let left), .list(let right)):
      left.elementsEqual(right) { $0.utf8.elementsEqual($1.utf8) }
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    switch self {
    case .none: break
    // Texts that are equal in bytes have equal hashes as strings, too.
    case .text(let text): hasher.combine(text)
    case .integer(let number): hasher.combine(number)
    case .bytes(let bytes): hasher.combine(bytes)
    case .item(let id): hasher.combine(id)
    case .list(let texts): hasher.combine(texts)
    }
  }
}

extension Value: Comparable {
  /// A total order without meaning of its own: by kind, then by content.
  public static func < (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    case (.integer(let left), .integer(let right)): left < right
    case (.bytes(let left), .bytes(let right)): left.lexicographicallyPrecedes(right)
    case (.item(let left), .item(let right)): left < right
    case (.list(let left), .list(let right)):
      left.lexicographicallyPrecedes(right) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    default: left.code < right.code
    }
  }

  var code: UInt8 {
    switch self {
    case .none: 0
    case .text: 1
    case .integer: 2
    case .bytes: 3
    case .item: 4
    case .list: 5
    }
  }
}

extension ByteWriter {
  mutating func append(_ value: Value) {
    append(byte: value.code)
    switch value {
    case .none: break
    case .text(let text): append(text)
    case .integer(let number): append(signed: number)
    case .bytes(let bytes): append(bytes)
    case .item(let id): append(id)
    case .list(let texts):
      append(texts.count)
      for text in texts { append(text) }
    }
  }
}

extension ByteReader {
  mutating func value() throws(CodecError) -> Value {
    switch try byte() {
    case 0: return .none
    case 1: return .text(try text())
    case 2: return .integer(try signed())
    case 3: return .bytes(try counted())
    case 4: return .item(try id())
    case 5:
      var texts: [String] = []
      for _ in 0..<(try count()) { texts.append(try text()) }
      return .list(texts)
    default: throw CodecError("a value is of an unknown kind")
    }
  }
}

/// The number of a field, the same in every version of clip and never reused.
public struct FieldID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The number of a kind of item, the same in every version of clip and never reused.
public struct ItemKind: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }
}
