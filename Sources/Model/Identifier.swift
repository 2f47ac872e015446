/// The identity of one item: 16 bytes, random or derived from content, typed by what it names.
///
/// Written as 32 lower-case hexadecimal digits. People see and type a prefix.
public struct Identifier<Entity>: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The last eight bytes, big-endian.
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The same bytes as the identity of something else; for places that hold any item.
  public init<Other>(_ other: Identifier<Other>) {
    self.init(high: other.high, low: other.low)
  }

  /// Reads exactly 32 hexadecimal digits; `nil` for anything else.
  public init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 32,
      digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
      let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }
}

extension Identifier: CustomStringConvertible {
  public var description: String { hexadecimal(high) + hexadecimal(low) }

  /// The first eight digits, as people see it.
  public var short: String { String(description.prefix(8)) }
}

extension Identifier: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

private func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Any item of a library, whatever its kind.
public enum Item {}

public typealias AnyItemID = Identifier<Item>
public typealias SourceID = Identifier<Source>
public typealias ClippingID = Identifier<Clipping>
public typealias NoteID = Identifier<Note>
public typealias NotebookID = Identifier<Notebook>
public typealias EntryID = Identifier<Entry>
