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

  /// Attachments on their way into a pack.
  private struct PendingPack {
    var attachments: [(hash: Digest, content: [UInt8])] = []
    var size = 0
    /// Where they lie in the store; `nil` when they were asked for, and are asked for again if lost.
    var positions: ClosedRange<Int64>?
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

  /// Writes the pack, together with small ones before it where those have become many.
  private mutating func close(
    _ pending: inout PendingPack,
    _ packs: inout [LiveFile<Pack>],
    _ own: OwnStream
  ) throws {
    guard !pending.attachments.isEmpty else { return }
    if let start = Compaction.start(of: packs),
      try merge(packs[start...], into: &pending, own)
    {
      packs.removeSubrange(start...)
    }
    var rest = pending.attachments[...]
    while !rest.isEmpty {
      var size = 0
      let count = rest.prefix {
        size += $0.content.count
        return size - $0.content.count < Limits.pack
      }.count
      packs.append(try write(Pack(Array(rest.prefix(count))), pending.positions, after: packs, own))
      rest = rest.dropFirst(count)
    }
    advance(.sendingAttachments, report.attachmentsSent)
    pending = PendingPack()
  }

  mutating func write(
    _ pack: Pack,
    _ positions: ClosedRange<Int64>?,
    after packs: [LiveFile<Pack>],
    _ own: OwnStream
  ) throws -> LiveFile<Pack> {
    // Readers pass over numbers that they have seen.
    let listed = own.names.compactMap { PackName($0)?.last }.max() ?? 0
    let highest = max(packs.last?.name.last ?? 0, memory.packNumber, listed)
    let file = pack.encoded(from: highest + 1, in: format, by: own.replica)
    let format = format
    let path = FolderPath.pack(file.name, of: own.replica)
    try put(file.bytes, to: path, as: .pack) { bytes throws(FileDefect) in
      _ = try Pack(decoding: bytes, named: file.name, of: own.replica, in: format)
    }
    memory.packs[file.name] = positions
    memory.packNumber = file.name.last
    return file.live
  }

  /// Takes the attachments of small packs over.
  ///
  /// - Returns: whether all of them could be read; if not, nothing is taken over.
  private mutating func merge(
    _ packs: ArraySlice<LiveFile<Pack>>,
    into pending: inout PendingPack,
    _ own: OwnStream
  ) throws -> Bool {
    var merged: [(hash: Digest, content: [UInt8])] = []
    var positions = pending.positions
    for pack in packs {
      guard let whole = try ownPack(pack.name, own) else { return false }
      merged += whole.attachments
      if let range = memory.packs[pack.name] {
        let first = min(positions?.lowerBound ?? range.lowerBound, range.lowerBound)
        positions = first...max(positions?.upperBound ?? range.upperBound, range.upperBound)
      }
    }
    for pack in packs { memory.packs[pack.name] = nil }
    pending.attachments = merged + pending.attachments
    pending.positions = positions
    return true
  }

  func ownPack(_ name: PackName, _ own: OwnStream) throws -> Pack? {
    let reading = try readOne(FolderPath.pack(name, of: own.replica), as: .pack) {
      bytes throws(FileDefect) in
      try Pack(decoding: bytes, named: name, of: own.replica, in: format)
    }
    guard case .whole(let pack) = reading else { return nil }
    return pack
  }

  /// Drops packs that the folder has lost.
  ///
  /// - Returns: where what they held lies in the store.
  private mutating func removeLost(
    _ packs: inout [LiveFile<Pack>],
    of own: OwnStream
  ) throws -> [ClosedRange<Int64>] {
    let names = Set(own.names)
    var lost: [ClosedRange<Int64>] = []
    for pack in packs {
      if names.contains(pack.name.description) {
        guard own.lostSome, try ownPack(pack.name, own) == nil else { continue }
      }
      packs.removeAll { $0 == pack }
      if let positions = memory.packs.removeValue(forKey: pack.name) { lost.append(positions) }
    }
    let live = Set(packs.map(\.name))
    for (name, positions) in memory.packs where !live.contains(name) {
      memory.packs[name] = nil
      lost.append(positions)
    }
    if !lost.isEmpty {
      note(.repaired, "Attachments of this library that the folder had lost were published again.")
    }
    return lost
  }

  /// A pack with an attachment that is not what its hash says would be refused by all readers.
  private mutating func noteDamage(of hash: Digest) {
    note(
      .attachmentDamaged,
      "Attachment \(hash) is damaged on this machine and is not published. Run clip check."
    )
  }

  /// Writes a large attachment as a file of its own, or as several parts and a list of them.
  private mutating func sendAlone(_ hash: Digest, _ size: UInt64) throws {
    guard size <= Limits.attachment else {
      note(.tooLarge, "Attachment \(hash) has \(size >> 20) MiB and stays on this machine.")
      return
    }
    guard size > UInt64(Limits.chunk) else {
      guard let content = try attachments.attachment(hash), Blake2b.hash(content) == hash else {
        return noteDamage(of: hash)
      }
      try write(hash, content)
      inFolder.insert(hash)
      report.attachmentsSent += 1
      return
    }
    guard let list = try sendParts(of: hash, size) else { return noteDamage(of: hash) }
    let format = format
    let directory = FolderPath.attachmentDirectory(of: hash, in: format)
    let name = FolderPath.chunkListName(of: hash, in: format)
    try put(list.encoded(of: hash, in: format), to: "\(directory)/\(name)", as: .chunks) {
      bytes throws(FileDefect) in
      _ = try ChunkList(decoding: bytes, of: hash, in: format)
    }
    memory.unlisted[hash] = nil
    inFolder.insert(hash)
    report.attachmentsSent += 1
  }

  /// Writes the parts of an attachment that the folder has not.
  ///
  /// - Returns: the list of them; `nil` when what is here is not what its hash says: then those
  ///   that were written are gone again, because no list will ever name them.
  private mutating func sendParts(of hash: Digest, _ size: UInt64) throws -> ChunkList? {
    var list = ChunkList(size: size, chunks: [])
    let whole = Blake2b.Stream()
    var written: Set<Digest> = []
    while list.offset(ofPart: list.chunks.count) < size {
      let length = list.length(ofPart: list.chunks.count)
      let offset = list.offset(ofPart: list.chunks.count)
      let part = try attachments.attachment(hash, from: offset, count: length)
      guard let part, part.count == length else { break }
      let chunk = Blake2b.hash(part)
      // Many parts of one attachment may be alike, and another one may have the same.
      if !inFolder.contains(chunk), written.insert(chunk).inserted {
        try sendPart(part, as: chunk, of: hash)
      }
      whole.append(part)
      list.chunks.append(chunk)
      advance(.sendingAttachments, report.attachmentsSent)
    }
    guard whole.digest() == hash else {
      try removeUnlisted(of: hash)
      return nil
    }
    inFolder.formUnion(list.chunks)
    return list
  }

  private mutating func sendPart(_ part: [UInt8], as chunk: Digest, of hash: Digest) throws {
    let path = FolderPath.attachmentDirectory(of: chunk, in: format)
    let name = FolderPath.attachmentName(of: chunk, in: format)
    if try !listing(of: path).contains(name),
      memory.unlisted[hash, default: []].insert(chunk).inserted
    {
      try saveUnlisted()
    }
    try write(chunk, part)
  }

  /// Removes the parts of an attachment that no list names, and goes on to remember those that
  /// are not there: a carrier may have them still.
  mutating func removeUnlisted(of hash: Digest) throws {
    guard let parts = memory.unlisted.removeValue(forKey: hash) else { return }
    var absent: Set<Digest> = []
    for part in parts where !inFolder.contains(part) {
      let names = try listing(of: FolderPath.attachmentDirectory(of: part, in: format))
      try folder.remove(FolderPath.attachment(part, in: format))
      if !names.contains(FolderPath.attachmentName(of: part, in: format)) { absent.insert(part) }
    }
    memory.unlisted[hash] = absent.isEmpty ? nil : absent
  }

  /// Writes an attachment or a part of one under its name, unless it is listed there.
  private mutating func write(_ hash: Digest, _ content: [UInt8]) throws {
    let format = format
    let directory = FolderPath.attachmentDirectory(of: hash, in: format)
    let name = FolderPath.attachmentName(of: hash, in: format)
    // Encoding costs more than looking whether an earlier sync wrote it. One that was interrupted
    // there is cleared away by writing there again.
    let names = try listing(of: directory)
    guard !names.contains(name) || names.contains(where: TemporaryNames.contains) else { return }
    try put(
      AttachmentFile.encode(content, as: hash, in: format),
      to: "\(directory)/\(name)",
      as: .attachment
    ) { bytes throws(FileDefect) in
      _ = try AttachmentFile.decode(bytes, hash: hash, in: format)
    }
  }
}
