import Replication

extension SyncSession {
  /// Publishes the attachments that the folder lacks: those that came since the last sync by
  /// another way, those that a lost pack held, and those that others look for.
  mutating func sendAttachments(_ packs: inout [LiveFile<Pack>], of own: OwnStream) throws {
    try withdrawPurgedAttachments(&packs, of: own)
    var pending = PendingPack()
    let lost = try removeLost(&packs, of: own)
    for positions in lost {
      try send(from: positions.lowerBound - 1, upTo: positions.upperBound, &pending, &packs, own)
    }
    let start = memory.attachments
    memory.attachments = try send(from: start, upTo: .max, &pending, &packs, own)
    for hash in wantedByOthers.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    where !inFolder.contains(hash) {
      try send(hash, nil, &pending, &packs, own)
    }
    try close(&pending, &packs, own)
    memory.isReceivingAttachments = false
  }

  /// Looks through the store.
  ///
  /// - Returns: the last position that was looked at.
  @discardableResult
  private mutating func send(
    from start: Int64,
    upTo end: Int64,
    _ pending: inout PendingPack,
    _ packs: inout [LiveFile<Pack>],
    _ own: OwnStream
  ) throws -> Int64 {
    var position = start
    while position < end {
      let page = try attachments.attachments(after: position, limit: Limits.attachmentPage)
      guard !page.isEmpty else { break }
      for (next, hash) in page {
        guard next <= end else { return end }
        position = next
        guard !inFolder.contains(hash) else { continue }
        try send(hash, next, &pending, &packs, own)
      }
    }
    return position
  }

  private mutating func send(
    _ hash: Digest,
    _ position: Int64?,
    _ pending: inout PendingPack,
    _ packs: inout [LiveFile<Pack>],
    _ own: OwnStream
  ) throws {
    guard let size = try attachments.size(ofAttachment: hash) else { return }
    guard size <= UInt64(Limits.packedAttachment) else { return try sendAlone(hash, size) }
    guard let content = try attachments.attachment(hash), Blake2b.hash(content) == hash else {
      return noteDamage(of: hash)
    }
    inFolder.insert(hash)
    report.attachmentsSent += 1
    pending.attachments.append((hash, content))
    pending.size += content.count
    if let position {
      let first = pending.positions?.lowerBound ?? position
      pending.positions =
        min(first, position)...max(pending.positions?.upperBound ?? first, position)
    }
    if pending.size >= Limits.pack { try close(&pending, &packs, own) }
  }

  /// A pack with an attachment that is not what its hash says would be refused by all readers.
  mutating func noteDamage(of hash: Digest) {
    note(
      .attachmentDamaged,
      "Attachment \(hash) is damaged on this machine and is not published. Run clip check."
    )
  }
}
