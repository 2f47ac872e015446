/// Why a sync stopped.
///
/// Damage of single files never stops one: see ``SyncReport``.
public struct SyncError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is; later versions may add some.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name that scripts see.
    public let description: String

    private init(_ description: String) { self.description = description }

    /// There is no folder at this path.
    public static let folderMissing = Code("folderMissing")
    /// The folder was synced with before, and its identity file is gone.
    public static let folderEmptied = Code("folderEmptied")
    /// The folder belongs to another library.
    public static let foreignLibrary = Code("foreignLibrary")
    /// The folder holds other things and is no sync folder.
    public static let notAFolderOfOurs = Code("notAFolderOfOurs")
    /// What must be read was written by a newer clip.
    public static let newerFormat = Code("newerFormat")
    /// A file that everything rests on is damaged.
    public static let damaged = Code("damaged")
    /// The folder is at a remote that does not answer.
    public static let unreachable = Code("unreachable")
    /// The folder or a file in it cannot be read.
    public static let unreadable = Code("unreadable")
    /// The folder cannot be written to.
    public static let unwritable = Code("unwritable")
    /// No space is left for the folder.
    public static let diskFull = Code("diskFull")
    /// A file of this name with other content is there already.
    public static let alreadyThere = Code("alreadyThere")
    /// The passphrase does not open the folder.
    public static let wrongPassphrase = Code("wrongPassphrase")
    /// The folder is encrypted, and nobody could be asked for its passphrase.
    public static let passphraseNeeded = Code("passphraseNeeded")
    /// The folder is encrypted, and its keys are not there.
    public static let keysMissing = Code("keysMissing")
    /// The folder is encrypted and was expected not to be, or the other way round.
    public static let otherEncryption = Code("otherEncryption")
    /// A step needs more memory than can be had.
    public static let outOfMemory = Code("outOfMemory")
    /// A change or file is larger than the format allows.
    public static let tooLarge = Code("tooLarge")
  }

  public let code: Code
  /// What happened, and to what.
  public let message: String
  /// What a person can do about it.
  public let hint: String?
  /// The error that led to this one.
  public let cause: (any Error)?

  public init(
    _ code: Code,
    _ message: String,
    hint: String? = nil,
    cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.cause = cause
  }

  public var description: String {
    let reason = cause.map { ": \($0)" } ?? ""
    return message + reason
  }
}
