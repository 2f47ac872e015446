/// Sixteen bytes that name one thing for ever, typed by what they name.
///
/// Written as 32 lower-case hexadecimal digits; ordered by bytes.
public struct UniqueID<Subject>: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The last eight bytes, big-endian.
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Takes the first sixteen of the bytes, which must be there.
  public init(_ bytes: some Collection<UInt8>) {
    precondition(bytes.count >= 16, "an id needs 16 bytes")
    var words: [UInt64] = [0, 0]
    for (offset, byte) in bytes.prefix(16).enumerated() {
      words[offset / 8] = words[offset / 8] << 8 | UInt64(byte)
    }
    self.init(high: words[0], low: words[1])
  }

  /// Reads exactly 32 lower-case hexadecimal digits; `nil` for anything else.
  public init?(hexadecimal text: some StringProtocol) {
    guard let bytes = [UInt8](hexadecimal: text), bytes.count == 16 else { return nil }
    self.init(bytes)
  }

  public var bytes: [UInt8] { bigEndianBytes(high) + bigEndianBytes(low) }
}

extension UniqueID: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension UniqueID: CustomStringConvertible {
  public var description: String { hexadecimal(bytes) }
}

/// One copy of a library that makes changes.
///
/// An id is one linear history. Two writers of one id fork that history, so whoever copies a library
/// must take a new id before its first write.
public enum Replica {}
public typealias ReplicaID = UniqueID<Replica>

/// Anything of the library that has fields of its own.
public enum Item {}
public typealias ItemID = UniqueID<Item>

/// The library that all its replicas share.
public enum SharedLibrary {}
public typealias LibraryID = UniqueID<SharedLibrary>
