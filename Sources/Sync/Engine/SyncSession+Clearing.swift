import Replication

extension SyncSession {
  /// Removes from the own directory what a new head makes superfluous: the oldest heads, files
  /// that only heads before it named, and others' segments that no head ever came to name.
  mutating func clearUp(_ own: OwnStream, under head: Head) throws {
    let directory = FolderPath.directory(of: own.replica)
    let older = own.names.compactMap { HeadName($0) }.sorted(by: >)
    for name in older.dropFirst(Limits.headsKept - 1) {
      try folder.remove("\(directory)/\(name)")
    }
    let streams = head.streams
    let live = Set(streams.flatMap(\.segments).map(\.name.description))
      .union(head.packs.map(\.name.description))
    let cut = memory.stableCut(own: head.merged, retired: try log.retired)
    var whole: [SegmentName: Bool] = [:]
    for name in own.names where !live.contains(name) {
      guard try isSuperfluous(name, of: own, under: head, cut, &whole) else { continue }
      try folder.remove("\(directory)/\(name)")
      outdated.remove(name)
      memory.superseded[name] = nil
    }
    let names = Set(own.names)
    memory.superseded = memory.superseded.filter { names.contains($0.key) }
  }

  /// Whether a file may go that the head does not name.
  ///
  /// Never under the first head that does not name it: nobody can have seen that one yet. Then when
  /// all have what it holds, or when no head that names it is kept.
  private mutating func isSuperfluous(
    _ name: String,
    of own: OwnStream,
    under head: Head,
    _ cut: StableCut,
    _ whole: inout [SegmentName: Bool]
  ) throws -> Bool {
    let segment = SegmentName(name)
    guard segment != nil || PackName(name) != nil else { return false }
    if outdated.contains(name) {
      guard let segment else { return true }
      let known = try memory.superseded[name]?.replica ?? replica(of: name, in: own)
      let replica = known ?? own.replica
      let streams = head.streams.filter { $0.replica == replica }
      return try streams.isEmpty
        || streams.contains { try isCovered(segment, by: $0, in: own.replica, &whole) }
    }
    guard let known = memory.superseded[name] else {
      guard let replica = try replica(of: name, in: own) else { return false }
      // Others' that nobody needs from here: their owner publishes them, or no head named them.
      if !head.streams.contains(where: { $0.replica == replica }) { return true }
      memory.superseded[name] = .init(replica: replica, since: head.counter)
      return false
    }
    guard known.since < head.counter else { return false }
    let isOld = head.counter - known.since >= UInt64(Limits.headsKept)
    guard let segment else { return isOld }
    let streams = head.streams.filter { $0.replica == known.replica }
    guard !streams.isEmpty else { return true }
    let last = ChangeID(replica: known.replica, sequence: segment.last)
    guard isOld || cut.contains(last) else { return false }
    return try streams.contains { try isCovered(segment, by: $0, in: own.replica, &whole) }
  }

  /// Whether what a segment holds can be read from live ones: before it is removed, they are.
  private func isCovered(
    _ segment: SegmentName,
    by stream: PublishedStream,
    in carrier: ReplicaID,
    _ known: inout [SegmentName: Bool]
  ) throws -> Bool {
    guard segment.first > stream.base, segment.last <= stream.last else { return false }
    let overlapping = stream.segments.map(\.name)
      .filter { $0.first <= segment.last && $0.last >= segment.first }
    for name in overlapping {
      let isWhole =
        try known[name] ?? self.isWhole(name, of: stream.replica, in: carrier)
      known[name] = isWhole
      guard isWhole else { return false }
    }
    return true
  }

  /// Whose changes or attachments a file in the own directory holds; `nil` when it cannot be read.
  private func replica(of name: String, in own: OwnStream) throws -> ReplicaID? {
    guard let name = SegmentName(name) else { return own.replica }
    let named = own.head?.streams.first { $0.segments.contains { $0.name == name } }
    if let named { return named.replica }
    let path = FolderPath.segment(name, of: own.replica)
    let reading = try readOne(path, as: .segment) { bytes throws(FileDefect) in
      try Segment(decoding: bytes, named: name, of: nil, by: own.replica, in: format)
    }
    guard case .whole(let segment) = reading else { return nil }
    return segment.replica
  }
}
