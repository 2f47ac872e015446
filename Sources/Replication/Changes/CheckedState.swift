/// What a replica found its state to be when it last checked it against its log.
///
/// Equal changes make equal states, so whoever has the changes of the version can make the state
/// anew and compare.
public struct CheckedState: Hashable, Sendable {
  /// The changes that had made the state.
  public let version: VersionVector
  /// Of the state that they made.
  public let digest: Digest

  public init(version: VersionVector, digest: Digest) {
    self.version = version
    self.digest = digest
  }
}

extension ByteWriter {
  public mutating func append(_ state: CheckedState) {
    append(state.version)
    append(raw: state.digest.bytes)
  }
}

extension ByteReader {
  public mutating func checkedState() throws(CodecError) -> CheckedState {
    CheckedState(version: try versionVector(), digest: try digest())
  }
}
