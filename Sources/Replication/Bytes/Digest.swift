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

/// The hash that the chain of changes and the names of attachments are made with.
///
/// Passed in, because this module has no cryptography of its own. clip uses BLAKE2b-256; every
/// replica of a library must use the same.
public struct HashFunction: Sendable {
  private let function: @Sendable ([UInt8]) -> Digest

  public init(_ function: @escaping @Sendable ([UInt8]) -> Digest) {
    self.function = function
  }

  public func callAsFunction(_ bytes: [UInt8]) -> Digest { function(bytes) }
}
