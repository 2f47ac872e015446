public import Replication

/// What one sync did and found.
public struct SyncReport: Hashable, Sendable {
  /// A number of files, or of bytes.
  public struct Traffic: Hashable, Sendable {
    public var written = 0
    public var read = 0
  }

  /// A file of the folder that could not be used and was left as it is.
  public struct DamagedFile: Hashable, Sendable {
    /// Its path in the folder.
    public let name: String
    /// What is wrong with it, as a phrase.
    public let reason: String

    public init(name: String, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  /// Something a person should know that is no damage.
  public struct Note: Hashable, Sendable {
    /// What it is about; later versions may add some.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
      /// The name that scripts see.
      public let description: String

      private init(_ description: String) { self.description = description }

      /// A file was written by a newer clip and is read after an update.
      public static let newerFormat = Code("newerFormat")
      /// This library became part of another one.
      public static let joined = Code("joined")
      /// Two histories were published under one replica's id.
      public static let fork = Code("fork")
      /// This library was a copy or came from a backup and has a new replica id.
      public static let newReplica = Code("newReplica")
      /// This library's replica was retired elsewhere, and it has a new replica id.
      public static let retired = Code("retired")
      /// What the folder had lost was published again.
      public static let repaired = Code("repaired")
      /// A copy under another name stood in for a file.
      public static let copyUsed = Code("copyUsed")
      /// A file is sealed with a key that has not arrived.
      public static let newKey = Code("newKey")
      /// A passphrase was given, and the folder is in clear.
      public static let notEncrypted = Code("notEncrypted")
      /// The folder shows an earlier state than it did before.
      public static let putBack = Code("putBack")
      /// An attachment is too large for the folder.
      public static let tooLarge = Code("tooLarge")
      /// An attachment is damaged in the library.
      public static let attachmentDamaged = Code("attachmentDamaged")
    }

    public let code: Code
    /// One sentence for a person.
    public let message: String

    public init(_ code: Code, _ message: String) {
      self.code = code
      self.message = message
    }
  }

  /// Changes that were published.
  public var sent = 0
  /// Changes of other replicas that the folder lacked and that were published for them.
  public var carried = 0
  /// Changes that were taken in.
  public var received = 0
  /// Attachments that were published.
  public var attachmentsSent = 0
  /// Attachments that were taken in.
  public var attachmentsReceived = 0
  public var files = Traffic()
  public var bytes = Traffic()
  /// Changes that heads name and that cannot be applied yet: their file or what they depend on is
  /// not here.
  public var waiting = 0
  /// Which changes were here before any was taken in, and after.
  public var before = VersionVector()
  public var after = VersionVector()
  /// What each other replica last said to have.
  public var merged: [ReplicaID: VersionVector] = [:]
  /// In the order in which they were met, each file once.
  public var damaged: [DamagedFile] = []
  public var notes: [Note] = []

  public init() {}
}
