import Replication

/// Goes through a folder file by file.
struct FolderChecker {
  let session: SyncSession
  var check = FolderCheck()
  /// Attachments that lie in packs, by their hashes.
  var packed: Set<Digest> = []
  /// Larger attachments and lists of their parts, by what their names say.
  var large: Set<Digest> = []
  /// Parts that some list names, by what their names say.
  var parts: Set<Digest> = []
  private var done = 0

  init(_ session: SyncSession) {
    self.session = session
  }

  var folder: CountingFolder { session.folder }
  var format: FolderFormat { session.format }

  mutating func run() throws {
    try checkIdentity()
    try checkKeys()
    for name in try folder.list(FolderPath.replicas).sorted() {
      if let replica = ReplicaID(hexadecimal: name), name == "\(replica)" {
        try checkReplica(replica)
      } else {
        passOver(name, in: FolderPath.replicas)
      }
    }
    try checkAttachments()
  }

  private mutating func checkIdentity() throws {
    let names = try folder.list("")
    let known = [FolderPath.keys, FolderPath.replicas, FolderPath.attachments]
    for name in names.sorted() where name != FolderPath.identity && !known.contains(name) {
      passOver(name, in: "")
    }
    guard names.contains(FolderPath.identity) else {
      // A copy stands in for it, or the folder would not have been opened; or nobody began it.
      guard session.report.notes.contains(where: { $0.code == .copyUsed }) else {
        throw SyncError(
          .notAFolderOfOurs,
          "\(folder.name) is no sync folder yet",
          hint: "The first sync makes it one: clip sync \(folder.name)"
        )
      }
      check.inFlight.append(FolderPath.identity)
      return
    }
    _ = try verify(FolderPath.identity, as: .identity) { bytes throws(FileDefect) in
      try IdentityFile(decoding: bytes)
    }
  }

  private mutating func checkKeys() throws {
    let library = session.identity.library
    let directory = FolderPath.keys
    for name in try folder.list(directory).sorted() {
      guard let key = KeyName(name) else {
        passOver(name, in: directory)
        continue
      }
      _ = try verify(FolderPath.key(key), as: .key) { bytes throws(FileDefect) in
        let file = try KeyFile(decoding: bytes, library: library)
        guard file.encoded(library: library).name == key else {
          throw FileDefect("its content is not what its name says")
        }
        return file
      }
    }
  }

  /// Takes note of a name that is none of ours.
  mutating func passOver(_ name: String, in directory: String) {
    let path = directory.isEmpty ? name : "\(directory)/\(name)"
    if TemporaryNames.contains(name) {
      check.inFlight.append(path)
    } else if !FolderOpening.isTolerated(name) {
      check.foreign.append(.init(name: path, reason: "it has no name that clip gives"))
    }
  }

  /// Reads a file that was listed, and sorts it in.
  ///
  /// - Returns: its content; `nil` when it cannot be used.
  mutating func verify<Content>(
    _ path: String,
    as kind: FileKind,
    decode: ([UInt8]) throws(FileDefect) -> Content
  ) throws -> Content? {
    done += 1
    session.advance(.checkingFiles, done)
    let before = folder.bytes.read
    switch try session.readOne(path, as: kind, decode: decode) {
    case .whole(let content):
      check.files += 1
      check.bytes += folder.bytes.read - before
      return content
    case .missing:
      // Listed, and gone by now.
      check.inFlight.append(path)
    case .unusable(let defect):
      let file = FolderCheck.File(name: path, reason: defect.reason)
      switch defect.kind {
      case .damaged: check.damaged.append(file)
      case .newer, .locked: check.newer.append(file)
      case .foreign: check.foreign.append(file)
      }
    }
    return nil
  }
}
