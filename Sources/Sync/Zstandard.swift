import CZstd

/// Compression with zstd (RFC 8878), by libzstd.
public enum Zstandard {
  /// Why bytes could not be decompressed.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong, as a phrase: `is no zstd frame`.
    public let description: String
  }

  /// One frame, which says how long its content is; levels are 1 (fast) to 19 (small).
  public static func compress(_ bytes: [UInt8], level: Int) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      let size = ZSTD_compress(buffer.baseAddress, bound, bytes, bytes.count, Int32(level))
      precondition(ZSTD_isError(size) == 0, "the bound of the compressed size holds")
      count = size
    }
  }

  /// The content of one frame, which must say how long it is.
  ///
  /// - Parameters:
  ///   - bytes: of anyone.
  ///   - limit: the content's greatest length in bytes, checked before anything is allocated.
  /// - Returns: the content.
  /// - Throws: ``Failure`` when the bytes are damaged or the content is longer than the limit.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    let length = ZSTD_getFrameContentSize(bytes, bytes.count)
    // The two highest values say that the frame is broken or does not tell.
    guard length < UInt64.max - 1 else { throw Failure(description: "is no zstd frame") }
    guard length <= UInt64(limit) else { throw Failure(description: "is longer than allowed") }
    var isWhole = false
    let content = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      let size = ZSTD_decompress(buffer.baseAddress, Int(length), bytes, bytes.count)
      isWhole = ZSTD_isError(size) == 0 && UInt64(size) == length
      count = isWhole ? size : 0
    }
    guard isWhole else { throw Failure(description: "is damaged") }
    return content
  }
}
