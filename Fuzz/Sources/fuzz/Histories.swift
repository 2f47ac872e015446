@testable import Replication

extension FuzzTarget {
  /// Unpacked columns: a compression would hide from the fuzzer what its mutations do.
  private static let plain = Compression(
    packing: { $0 },
    unpacking: { bytes, limit in
      guard bytes.count <= limit else { throw CodecError("it is longer than allowed") }
      return bytes
    }
  )

  /// A history is read, and replayed where its events may fit; its text is for its owner and may say
  /// anything.
  func runHistory(_ bytes: [UInt8]) {
    _ = try? TextHistory.text(decoding: bytes, packedBy: Self.plain)
    guard let history = try? TextHistory(decoding: bytes, packedBy: Self.plain) else { return }
    guard let written = try? history.encoded(packedBy: Self.plain) else { return }
    let again = try? TextHistory(decoding: written, packedBy: Self.plain)
    law(
      again.flatMap { try? $0.encoded(packedBy: Self.plain) } == written,
      "a history has two forms"
    )
  }
}
