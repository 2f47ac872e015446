import Replication

extension SyncSession {
  /// Fetches the attachments that changes refer to, as far as the folder has them and they are
  /// wanted here.
  mutating func receiveAttachments(_ heads: [Head]) throws {
    var missing = Set(try attachments.missingAttachments())
    let isComplete = memory.heads.values.allSatisfy(\.isDone)
    for head in heads { try receivePacks(of: head, &missing, isComplete) }
    guard !missing.isEmpty else { return }
    let wanted = try attachments.missingAttachments().filter(isToBeFetched)
    for (index, hash) in wanted.enumerated() where missing.contains(hash) {
      guard let content = try readAttachment(hash) else { continue }
      try keep(content, as: hash)
      advance(.receivingAttachments, index + 1, of: wanted.count)
    }
  }

  /// Whether a large attachment is to be here, too.
  private func isToBeFetched(_ hash: Digest) throws -> Bool {
    switch memory.policy {
    case .all: true
    case .none: false
    case .used: try attachments.isUsed(hash)
    }
  }

  private mutating func keep(_ content: [UInt8], as hash: Digest) throws {
    try attachments.store(content, as: hash)
    inFolder.insert(hash)
    report.attachmentsReceived += 1
  }

  /// Takes in the packs of a head that were not looked through yet.
  ///
  /// Of a pack what no change here refers to is not kept. It may be asked for by one that is still
  /// to come: unless changes are complete such a pack is looked through again.
  private mutating func receivePacks(
    of head: Head,
    _ missing: inout Set<Digest>,
    _ isComplete: Bool
  ) throws {
    let replica = head.replica
    let format = format
    var packed = memory.heads[replica]?.packed ?? 0
    var isContiguous = true
    let new = head.packs.filter { $0.name.last > packed }
    for (index, pack) in new.enumerated() {
      let reading = try read(
        pack.name.description,
        in: FolderPath.directory(of: replica),
        as: .pack
      ) { bytes throws(FileDefect) in
        try Pack(decoding: bytes, named: pack.name, of: replica, in: format)
      }
      guard case .whole(let whole) = reading else {
        memory.heads[replica]?.isDone = false
        isContiguous = false
        continue
      }
      for (hash, content) in whole.attachments {
        inFolder.insert(hash)
        if missing.remove(hash) != nil {
          try rememberToBeReceiving()
          try keep(content, as: hash)
        } else if try !isComplete && !attachments.hasAttachment(hash) {
          isContiguous = false
        }
      }
      if isContiguous { packed = pack.name.last }
      advance(.receivingAttachments, index + 1, of: new.count)
    }
    memory.heads[replica]?.packed = packed
  }

  /// What is taken in and not yet remembered to have come from this folder must not be published
  /// as new by the next sync, should this one be interrupted.
  private mutating func rememberToBeReceiving() throws {
    guard !memory.isReceivingAttachments else { return }
    memory.isReceivingAttachments = true
    // The next sync must look through the heads once more.
    let heads = memory.heads
    memory.heads = heads.mapValues { head in
      var head = head
      head.isDone = false
      return head
    }
    try saveMemory()
    memory.heads = heads
  }

  /// The content of an attachment that lies in the folder by itself, whole or in parts; `nil` when
  /// it does not, or not all of it does.
  mutating func readAttachment(_ hash: Digest) throws -> [UInt8]? {
    let format = format
    let directory = FolderPath.attachmentDirectory(of: hash, in: format)
    let whole = try read(
      FolderPath.attachmentName(of: hash, in: format),
      in: directory,
      as: .attachment
    ) { bytes throws(FileDefect) in
      try AttachmentFile.decode(bytes, hash: hash, in: format)
    }
    if case .whole(let content) = whole { return content }
    let parts = try read(
      FolderPath.chunkListName(of: hash, in: format),
      in: directory,
      as: .chunks
    ) { bytes throws(FileDefect) in
      try ChunkList(decoding: bytes, of: hash, in: format)
    }
    guard case .whole(let list) = parts else { return nil }
    var content: [UInt8] = []
    for chunk in list.chunks {
      guard let part = try readAttachment(chunk, isPart: true) else { return nil }
      content += part
    }
    guard Blake2b.hash(content) == hash else {
      report(
        FileDefect("its parts do not make what its name says"),
        in: "\(directory)/\(FolderPath.chunkListName(of: hash, in: format))"
      )
      return nil
    }
    return content
  }

  private mutating func readAttachment(_ hash: Digest, isPart: Bool) throws -> [UInt8]? {
    let format = format
    let reading = try read(
      FolderPath.attachmentName(of: hash, in: format),
      in: FolderPath.attachmentDirectory(of: hash, in: format),
      as: .attachment
    ) { bytes throws(FileDefect) in
      try AttachmentFile.decode(bytes, hash: hash, in: format)
    }
    guard case .whole(let content) = reading else { return nil }
    return content
  }

  /// Fetches one attachment that was left in the folder.
  ///
  /// - Returns: whether it is here now.
  mutating func fetch(_ hash: Digest) throws -> Bool {
    guard try !attachments.hasAttachment(hash) else { return true }
    guard let content = try readAttachment(hash) else { return false }
    try attachments.store(content, as: hash)
    return true
  }

  /// Attachments to ask the others for: those that are wanted here and that the folder lacks,
  /// though nothing is on its way any more.
  func wantedAttachments() throws -> [Digest] {
    let isInFlight = memory.heads.contains { !$0.value.isDone && !seenAgain.contains($0.key) }
    guard !isInFlight else { return [] }
    let wanted = try attachments.missingAttachments().filter(isToBeFetched)
    return Array(
      wanted.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        .prefix(Limits.wanted)
    )
  }
}
