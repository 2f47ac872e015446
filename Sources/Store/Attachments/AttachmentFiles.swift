import Replication

/// Where the attachments lie that are too large for the database: one file each.
///
/// The database says which of them count. A file stands under its hash when it is whole, and under
/// another name before that; ``Library/sweepFiles()`` removes what nobody will ever ask for. All
/// calls may come from any thread; they throw a ``StoreError``.
protocol AttachmentFiles: Sendable {
  /// Every name; none when nothing was ever written.
  func names() throws -> [String]

  /// Bytes of a file; `nil` when there is none.
  func size(of name: String) throws -> UInt64?

  /// At most `count` bytes from `offset` on, fewer only at the end; `nil` when there is no file.
  func read(_ name: String, from offset: UInt64, count: Int) throws -> [UInt8]?

  /// Writes into a file, which is made when it is not there.
  func write(_ bytes: [UInt8], to name: String, at offset: UInt64) throws

  /// Lets go of what stands after the first `size` bytes.
  func cut(_ name: String, to size: UInt64) throws

  /// Waits until the content is on the disk.
  func flush(_ name: String) throws

  /// Gives a file another name, which is on the disk when this returns.
  func rename(_ name: String, to new: String) throws

  /// Removes a file; one that is not there is no error.
  func remove(_ name: String) throws

  /// Makes an empty file that belongs to the caller for as long as it holds what is returned and
  /// its process lives.
  func claim(_ name: String) throws -> any FileClaim

  /// Whether somebody holds a claim to a file.
  func isClaimed(_ name: String) -> Bool
}

/// What says that a file is being written; let go of it to give the file up.
protocol FileClaim: AnyObject, Sendable {}

/// What the name of a file says.
enum AttachmentFileName: Equatable {
  /// All of an attachment, verified.
  case whole(Digest)
  /// What has come of it so far.
  case partial(Digest)
  /// Something that is being added, whose hash is not known yet.
  case staged(String)

  private static let partialSuffix = ".partial"
  private static let stagedSuffix = ".new"

  /// `nil` for a name that is none of these.
  init?(_ name: String) {
    if let hash = Self.digest(name) {
      self = .whole(hash)
    } else if name.hasSuffix(Self.partialSuffix),
      let hash = Self.digest(name.dropLast(Self.partialSuffix.count))
    {
      self = .partial(hash)
    } else if name.hasSuffix(Self.stagedSuffix) {
      self = .staged(String(name.dropLast(Self.stagedSuffix.count)))
    } else {
      return nil
    }
  }

  private static func digest(_ text: some StringProtocol) -> Digest? {
    guard let hash = [UInt8](hexadecimal: text).flatMap({ Digest($0) }), "\(hash)" == text else {
      return nil
    }
    return hash
  }

  var text: String {
    switch self {
    case .whole(let hash): "\(hash)"
    case .partial(let hash): "\(hash)\(Self.partialSuffix)"
    case .staged(let id): "\(id)\(Self.stagedSuffix)"
    }
  }
}

extension AttachmentFiles {
  func size(of name: AttachmentFileName) throws -> UInt64? { try size(of: name.text) }

  func read(_ name: AttachmentFileName, from offset: UInt64, count: Int) throws -> [UInt8]? {
    try read(name.text, from: offset, count: count)
  }

  func rename(_ name: AttachmentFileName, to new: AttachmentFileName) throws {
    try rename(name.text, to: new.text)
  }

  func remove(_ name: AttachmentFileName) throws { try remove(name.text) }

  /// The hash of a file's first `size` bytes; `nil` when there are not so many.
  func hash(
    of name: AttachmentFileName,
    size: UInt64,
    by function: HashFunction
  ) throws -> Digest? {
    var stream = function.stream()
    var offset: UInt64 = 0
    while offset < size {
      let count = Int(min(UInt64(Limits.attachmentPiece), size - offset))
      guard let piece = try read(name, from: offset, count: count), piece.count == count else {
        return nil
      }
      stream.append(piece)
      offset += UInt64(count)
    }
    return stream.digest()
  }
}
