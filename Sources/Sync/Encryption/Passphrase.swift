/// What opens an encrypted folder, as a person typed it.
///
/// Compared byte by byte: no normalisation, no trimming.
public struct Passphrase: Hashable, Sendable {
  let bytes: [UInt8]

  /// - Parameter text: as it was typed or read.
  public init(_ text: String) {
    bytes = Array(text.utf8)
  }
}

/// Where a passphrase comes from when a folder needs one.
public enum PassphraseSource: Sendable {
  /// Nobody can be asked: a folder whose key is not remembered stops the sync.
  case none
  /// Given beforehand: it is checked in every sync.
  case given(Passphrase)
  /// A person is asked, only when the key is not remembered; `nil` when they give up.
  case asked(@Sendable (Question) throws -> Passphrase?)

  /// Why a person is asked.
  public enum Question: Hashable, Sendable {
    /// To begin an encrypted folder.
    case new
    /// To open a folder for the first time.
    case opening
    /// It was changed on another machine.
    case changed
    /// The one that was given last is wrong.
    case again
  }
}
