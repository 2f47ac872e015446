/// The compression that columns are packed with.
///
/// Passed in, as ``HashFunction`` is: this module has none of its own. clip uses Zstandard.
public struct Compression: Sendable {
  private let packing: @Sendable ([UInt8]) throws -> [UInt8]
  private let unpacking: @Sendable ([UInt8], Int) throws -> [UInt8]

  /// - Parameters:
  ///   - packing: makes bytes shorter.
  ///   - unpacking: gives the bytes back; throws when they are damaged or would be more than the
  ///     number.
  public init(
    packing: @escaping @Sendable ([UInt8]) throws -> [UInt8],
    unpacking: @escaping @Sendable ([UInt8], Int) throws -> [UInt8]
  ) {
    self.packing = packing
    self.unpacking = unpacking
  }

  func pack(_ bytes: [UInt8]) throws -> [UInt8] { try packing(bytes) }

  func unpack(_ bytes: [UInt8], limit: Int) throws -> [UInt8] { try unpacking(bytes, limit) }
}
