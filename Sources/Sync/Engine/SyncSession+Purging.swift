import Replication

/// What was purged here leaves the folder: each replica writes its own files again without it.
///
/// `docs/format/sync-folder.md`, section 8.4.
extension SyncSession {
  /// How far the purges of the log and of the attachments were looked through.
  struct PurgePositions {
    var redactions: Int64
    var attachments: Int64
  }

  /// Publishes segments that hold redacted changes again; the old ones go when the next head is
  /// written.
  mutating func withdrawRedacted(
    _ changes: inout PublishedStream,
    _ carried: inout [PublishedStream],
    of own: OwnStream
  ) throws {
    var redacted: [ReplicaID: [UInt64]] = [:]
    while true {
      let page = try log.redactions(after: purges.redactions, limit: Limits.attachmentPage)
      guard let last = page.last else { break }
      for (_, change) in page { redacted[change.replica, default: []].append(change.sequence) }
      purges.redactions = last.position
    }
    guard !redacted.isEmpty else { return }
    try withdraw(redacted[own.replica] ?? [], from: &changes, own.replica, of: own)
    for index in carried.indices {
      guard let history = try history(of: carried[index]) else { continue }
      let sequences = histories.path(of: history).flatMap { branch, last in
        redacted[branch]?.filter { $0 <= last } ?? []
      }
      try withdraw(sequences, from: &carried[index], history, of: own)
    }
  }

  private mutating func withdraw(
    _ sequences: [UInt64],
    from stream: inout PublishedStream,
    _ history: ReplicaID,
    of own: OwnStream
  ) throws {
    for sequence in sequences {
      // Whatever holds it in the own directory and is no longer named goes, too.
      for name in own.names.compactMap({ SegmentName($0) })
      where name.first <= sequence && sequence <= name.last {
        let replica = memory.superseded[name.description]?.replica ?? own.replica
        if replica == stream.replica { outdated.insert(name.description) }
      }
    }
    for index in stream.segments.indices {
      let name = stream.segments[index].name
      guard sequences.contains(where: { name.first <= $0 && $0 <= name.last }) else { continue }
      outdated.insert(name.description)
      stream.segments[index] = try publishAgain(name, of: history, in: own.replica)
    }
    let live = Set(stream.segments.map(\.name.description))
    outdated.subtract(live)
  }

  /// Writes own packs again without attachments that were purged, and removes those that lie by
  /// themselves.
  mutating func withdrawPurgedAttachments(
    _ packs: inout [LiveFile<Pack>],
    of own: OwnStream
  ) throws {
    var purged: Set<Digest> = []
    while true {
      let page = try attachments.purgedAttachments(
        after: purges.attachments,
        limit: Limits.attachmentPage
      )
      guard let last = page.last else { break }
      purged.formUnion(page.map(\.hash))
      purges.attachments = last.position
    }
    guard !purged.isEmpty else { return }
    for hash in purged { try removeAlone(hash) }
    let live = Set(packs.map(\.name.description))
    outdated.formUnion(own.names.filter { PackName($0) != nil && !live.contains($0) })
    for pack in packs {
      guard let whole = try ownPack(pack.name, own),
        whole.attachments.contains(where: { purged.contains($0.hash) })
      else { continue }
      outdated.insert(pack.name.description)
      packs.removeAll { $0 == pack }
      let rest = whole.attachments.filter { !purged.contains($0.hash) }
      let positions = memory.packs.removeValue(forKey: pack.name)
      guard !rest.isEmpty else { continue }
      packs.append(try write(Pack(rest), positions, after: packs, own))
    }
  }

  /// Removes an attachment from where it lies by itself, with its parts.
  private mutating func removeAlone(_ hash: Digest) throws {
    let directory = FolderPath.attachmentDirectory(of: hash, in: format)
    let list = "\(directory)/\(FolderPath.chunkListName(of: hash, in: format))"
    let format = format
    let reading = try readOne(list, as: .chunks) { bytes throws(FileDefect) in
      try ChunkList(decoding: bytes, of: hash, in: format)
    }
    if case .whole(let chunks) = reading {
      try folder.remove(list)
      for chunk in chunks.chunks { try folder.remove(FolderPath.attachment(chunk, in: format)) }
    }
    try folder.remove(FolderPath.attachment(hash, in: format))
  }
}
