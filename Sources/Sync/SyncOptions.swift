public import Replication

/// How one sync is to be done.
public struct SyncOptions: Sendable {
  /// Which attachments are fetched from the folder.
  ///
  /// Small ones travel together in packs and always come; this is about those of more than 256 KiB.
  public enum AttachmentPolicy: String, CaseIterable, Hashable, Sendable {
    case all
    /// Those that a clipping, a note or a notebook has to do with.
    case used
    /// None; what is looked at is fetched then.
    case none
  }

  /// Whether a folder that is begun is to be encrypted; one that was begun otherwise is refused.
  public var encrypts = false
  /// Whether the library is to become part of the folder's where the folder belongs to another one.
  public var joins = false
  /// Where the passphrase of an encrypted folder comes from.
  public var passphrase = PassphraseSource.none

  /// `nil` for what was wanted of this folder last, at first all.
  public var attachments: AttachmentPolicy?
  /// Is given, batch by batch, the changes that a dry run would take in.
  public var foresees: (@Sendable ([Change]) -> Void)?

  public init() {}
}
