/// A 256-bit hash of some bytes.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// Always 32.
  public let bytes: [UInt8]

  /// Takes the bytes as they are; `nil` unless there are 32.
  public init?(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count == Self.size else { return nil }
    self.bytes = bytes
  }

  public static let size = 32

  /// What stands before the first change of a replica's chain.
  public static let zero = Digest(repeating: 0)

  private init(repeating byte: UInt8) {
    bytes = Array(repeating: byte, count: Self.size)
  }

  public var description: String { hexadecimal(bytes) }
}

/// A hash of bytes that come piece by piece.
public protocol HashStream {
  /// Takes the next piece in.
  mutating func append(_ bytes: [UInt8])

  /// The hash of all pieces as if they were one; nothing may follow.
  mutating func digest() -> Digest
}

/// The hash that the chain of changes and the names of attachments are made with.
///
/// Passed in, because this module has no cryptography of its own. clip uses BLAKE2b-256; every
/// replica of a library must use the same.
public struct HashFunction: Sendable {
  private let function: @Sendable ([UInt8]) -> Digest
  private let makeStream: @Sendable () -> any HashStream

  /// - Parameters:
  ///   - function: the hash of bytes.
  ///   - stream: begins the same hash of bytes that come piece by piece; without one they are
  ///     gathered.
  public init(
    _ function: @escaping @Sendable ([UInt8]) -> Digest,
    stream: (@Sendable () -> any HashStream)? = nil
  ) {
    self.function = function
    makeStream = stream ?? { GatheringStream(function: function) }
  }

  public func callAsFunction(_ bytes: [UInt8]) -> Digest { function(bytes) }

  /// Begins the hash of bytes that come piece by piece.
  public func stream() -> any HashStream { makeStream() }
}

/// The stream of a hash that wants all bytes at once.
private struct GatheringStream: HashStream {
  let function: @Sendable ([UInt8]) -> Digest
  private var bytes: [UInt8] = []

  init(function: @escaping @Sendable ([UInt8]) -> Digest) {
    self.function = function
  }

  mutating func append(_ bytes: [UInt8]) { self.bytes += bytes }

  mutating func digest() -> Digest { function(bytes) }
}
