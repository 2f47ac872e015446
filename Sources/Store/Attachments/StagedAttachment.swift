public import Replication

/// Bytes that are here, hashed, and part of the library only when a change refers to them: see
/// ``Library/stage(_:)``.
///
/// A class because it holds a file; what was not added goes with it, or after a crash when the
/// library is opened again.
public final class StagedAttachment: Sendable {
  public let hash: Digest
  public let size: UInt64
  let content: Content
  private let files: any AttachmentFiles

  enum Content {
    case bytes([UInt8])
    case file(AttachmentFileName, any FileClaim)
  }

  /// See ``Library/stage(_:)``.
  init(_ environment: StoreEnvironment, _ next: () throws -> [UInt8]?) throws {
    var stream = environment.hash.stream()
    var start: [UInt8] = []
    var rest: StagedFile?
    var size: UInt64 = 0
    while let bytes = try next() {
      stream.append(bytes)
      size += UInt64(bytes.count)
      if rest == nil, start.count + bytes.count <= Limits.attachmentInDatabase {
        start += bytes
        continue
      }
      let file = try rest ?? StagedFile(environment)
      if rest == nil { try file.append(start) }
      rest = file
      start = []
      try file.append(bytes)
    }
    try rest?.flush()
    self.size = size
    hash = stream.digest()
    content = rest?.content ?? .bytes(start)
    files = environment.files
  }

  deinit {
    // Where it was added the file has another name by now. One that cannot be removed is swept later.
    if case .file(let name, _) = content { try? files.remove(name) }
  }
}

extension Library {
  /// Takes in bytes that may be far more than fit in memory, so that ``LibraryWriter`` can add them.
  ///
  /// Nothing refers to them yet: nobody else sees them, and they go again unless a change is made
  /// that does.
  ///
  /// - Parameter next: gives the next bytes each time, some mebibytes at most; `nil` at the end.
  /// - Returns: what ``LibraryWriter/add(_:page:mediaType:)`` takes.
  /// - Throws: what `next` throws, and ``StoreError`` when the disk takes no more; nothing stays
  ///   behind then.
  /// - Complexity: linear; holds what `next` gives, and what the database takes.
  public func stage(_ next: () throws -> [UInt8]?) throws -> StagedAttachment {
    try StagedAttachment(environment, next)
  }
}

/// The file that takes what is too large for the database; gone when it is let go halfway.
private final class StagedFile {
  private let files: any AttachmentFiles
  private let name: AttachmentFileName
  private let claim: any FileClaim
  private var size: UInt64 = 0
  private var isWhole = false

  init(_ environment: StoreEnvironment) throws {
    files = environment.files
    name = .staged(hexadecimal(environment.randomBytes(16)))
    claim = try files.claim(name.text)
  }

  deinit { if !isWhole { try? files.remove(name) } }

  func append(_ bytes: [UInt8]) throws {
    try files.write(bytes, to: name.text, at: size)
    size += UInt64(bytes.count)
  }

  func flush() throws {
    try files.flush(name.text)
    isWhole = true
  }

  var content: StagedAttachment.Content { .file(name, claim) }
}
