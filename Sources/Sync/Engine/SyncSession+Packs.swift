import Replication

/// Small attachments lie together in packs.
extension SyncSession {
  /// Attachments on their way into a pack.
  struct PendingPack {
    var attachments: [(hash: Digest, content: [UInt8])] = []
    var size = 0
    /// Where they lie in the store; `nil` when they were asked for, and are asked for again if lost.
    var positions: ClosedRange<Int64>?
  }

  /// Writes the pack, together with small ones before it where those have become many.
  mutating func close(
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
  mutating func removeLost(
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
}
