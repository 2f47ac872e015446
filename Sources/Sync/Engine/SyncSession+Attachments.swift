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
      guard try receiveAlone(hash) else { continue }
      inFolder.insert(hash)
      report.attachmentsReceived += 1
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

  /// Takes in an attachment that lies in the folder by itself, whole or in parts.
  ///
  /// - Returns: `false` when it does not lie there, or not all of it does.
  private mutating func receiveAlone(_ hash: Digest) throws -> Bool {
    if let content = try readFile(of: hash) {
      try attachments.store(content, as: hash)
      return true
    }
    let format = format
    let directory = FolderPath.attachmentDirectory(of: hash, in: format)
    let name = FolderPath.chunkListName(of: hash, in: format)
    let reading = try read(name, in: directory, as: .chunks) { bytes throws(FileDefect) in
      try ChunkList(decoding: bytes, of: hash, in: format)
    }
    guard case .whole(let list) = reading, try receiveParts(list, of: hash) else { return false }
    guard try attachments.finishReceiving(hash, size: list.size) else {
      report(FileDefect("its parts do not make what its name says"), in: "\(directory)/\(name)")
      return false
    }
    return true
  }

  /// Takes in the parts that are not here yet, one at a time.
  ///
  /// - Returns: whether all are here.
  private mutating func receiveParts(_ list: ChunkList, of hash: Digest) throws -> Bool {
    let received = try attachments.received(hash)
    let next =
      received < list.size ? Int(received / UInt64(Limits.chunk)) : list.chunks.count
    // As long as it has not come there is nothing to do, and nothing to verify. It is kept before
    // the others are verified, so that every attempt comes further.
    if next < list.chunks.count {
      guard try receivePart(next, of: list, hash) else { return false }
    }
    for index in list.chunks.indices where index != next {
      if try index < next && isHere(index, of: list, hash) { continue }
      guard try receivePart(index, of: list, hash) else { return false }
    }
    return true
  }

  /// Whether a part came in an earlier sync and is still what came.
  private func isHere(_ index: Int, of list: ChunkList, _ hash: Digest) throws -> Bool {
    let length = list.length(ofPart: index)
    let offset = list.offset(ofPart: index)
    let part = try attachments.received(hash, from: offset, count: length)
    return part.count == length && Blake2b.hash(part) == list.chunks[index]
  }

  /// Fetches a part and keeps it.
  ///
  /// - Returns: `false` when it is not in the folder, or not what it is said to be.
  private mutating func receivePart(
    _ index: Int,
    of list: ChunkList,
    _ hash: Digest
  ) throws -> Bool {
    guard let part = try readFile(of: list.chunks[index]) else { return false }
    guard part.count == list.length(ofPart: index) else {
      let defect = FileDefect("it is no part of what it is said to be a part of")
      report(defect, in: FolderPath.attachment(list.chunks[index], in: format))
      return false
    }
    try attachments.receive(part, of: hash, at: list.offset(ofPart: index))
    advance(.receivingAttachments, report.attachmentsReceived)
    return true
  }

  /// The content of an attachment's own file; `nil` when it cannot be read.
  private mutating func readFile(of hash: Digest) throws -> [UInt8]? {
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
    return try receiveAlone(hash)
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
