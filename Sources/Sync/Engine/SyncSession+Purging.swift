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
    if !redacted.isEmpty {
      try withdraw(redacted[own.replica] ?? [], from: &changes, own.replica, of: own)
      for index in carried.indices {
        guard let history = try history(of: carried[index]) else { continue }
        let sequences = histories.path(of: history).flatMap { branch, last in
          redacted[branch]?.filter { $0 <= last } ?? []
        }
        try withdraw(sequences, from: &carried[index], history, of: own)
      }
    }
    try findReturned(beside: [changes] + carried, of: own)
  }

  /// Finds own segments with what was purged that were not listed when they were withdrawn, or
  /// that a carrier brought back since.
  ///
  /// Reads what no head named of late: there is nothing of it but then.
  private mutating func findReturned(
    beside streams: [PublishedStream],
    of own: OwnStream
  ) throws {
    let live = Set(streams.flatMap(\.segments).map(\.name))
    let unknown = own.names.compactMap { SegmentName($0) }.filter {
      let name = $0.description
      return !live.contains($0) && memory.superseded[name] == nil && !outdated.contains(name)
    }
    guard try !unknown.isEmpty && !log.redactions(after: 0, limit: 1).isEmpty else { return }
    for name in unknown {
      let path = FolderPath.segment(name, of: own.replica)
      let reading = try readOne(path, as: .segment) { bytes throws(FileDefect) in
        try Segment(decoding: bytes, named: name, of: nil, by: own.replica, in: format)
      }
      guard case .whole(let segment) = reading, try holdsPurged(segment) else { continue }
      outdated.insert(name.description)
    }
  }

  /// Whether a segment holds more of a change than the log does.
  private func holdsPurged(_ segment: Segment) throws -> Bool {
    var changes = segment.reader()
    while let change = try changes.next() {
      let (id, size) = (change.id, change.payload?.count ?? 0)
      let end = ChainTip(sequence: id.sequence, hash: change.hash)
      guard let history = try history(of: id.replica, endingAt: end) else { continue }
      let here = try log.changes(of: history, after: id.sequence - 1, bytes: 1).first
      if size > here?.payload?.count ?? 0 { return true }
    }
    return false
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
    // Those that are not listed now are looked at when they come back.
    let listed = Set(own.names)
    memory.superseded = memory.superseded.filter { name, file in
      guard file.replica == stream.replica, !listed.contains(name), let segment = SegmentName(name)
      else { return true }
      return !sequences.contains { segment.first <= $0 && $0 <= segment.last }
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
    let live = Set(packs.map(\.name.description))
    let others = own.names.filter { PackName($0) != nil && !live.contains($0) }
    // One that came back since its attachments were purged no head names any more.
    let returned = others.filter { memory.superseded[$0] == nil }
    if try !returned.isEmpty && !attachments.purgedAttachments(after: 0, limit: 1).isEmpty {
      outdated.formUnion(returned)
    }
    for hash in purged { try removeAlone(hash) }
    try removeReturned(besides: purged)
    guard !purged.isEmpty else { return }
    outdated.formUnion(others)
    for pack in packs {
      guard let whole = try ownPack(pack.name, own) else {
        // It may hold some: nothing is taken for done as long as it is listed and cannot be read.
        outdated.insert(pack.name.description)
        continue
      }
      guard whole.attachments.contains(where: { purged.contains($0.hash) }) else { continue }
      outdated.insert(pack.name.description)
      packs.removeAll { $0 == pack }
      let rest = whole.attachments.filter { !purged.contains($0.hash) }
      let positions = memory.packs.removeValue(forKey: pack.name)
      guard !rest.isEmpty else { continue }
      packs.append(try write(Pack(rest), positions, after: packs, own))
    }
  }

  /// Removes purged attachments that were not there when they were to be removed, or that a carrier
  /// brought back since.
  ///
  /// Costs a listing for each directory in which one would lie: none where nothing was purged.
  private mutating func removeReturned(besides removed: Set<Digest>) throws {
    var position: Int64 = 0
    while true {
      let page = try attachments.purgedAttachments(after: position, limit: Limits.attachmentPage)
      guard let last = page.last else { return }
      position = last.position
      for (_, hash) in page where !removed.contains(hash) {
        let names = try listing(of: FolderPath.attachmentDirectory(of: hash, in: format))
        if names.contains(FolderPath.attachmentName(of: hash, in: format))
          || names.contains(FolderPath.chunkListName(of: hash, in: format))
        {
          try removeAlone(hash)
        } else {
          try removeUnlisted(of: hash)
        }
      }
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
      memory.unlisted[hash, default: []].formUnion(chunks.chunks)
    }
    try removeUnlisted(of: hash)
    try folder.remove(FolderPath.attachment(hash, in: format))
  }
}
