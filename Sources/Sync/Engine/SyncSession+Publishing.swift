import Replication

extension SyncSession {
  /// Publishes own changes, and those of others that the folder lacks: segments first, then the
  /// head that names them, and only then is removed what it no longer names.
  mutating func publish(_ own: OwnStream) throws {
    guard !own.isUnclear else { return }
    var merged = try log.version
    let here = merged[own.replica]
    var changes = own.changes
    var carried = try own.carried.filter { try !isPublishedByItsOwner($0) }
    let gaps = gaps(beside: carried, in: merged, of: own.replica)
    guard !isDryRun else {
      report.sent = Int(here - min(here, changes.last))
      report.carried = gaps.reduce(0) { $0 + $1.count }
      return
    }

    try repair(&changes, &carried, of: own)
    while changes.last < here {
      // What an interrupted sync wrote already only needs to be named.
      let written = own.unlisted.filter { $0.first == changes.last + 1 }.map(\.last).max()
      report.sent += try extend(&changes, upTo: written ?? here, in: own.replica)
      advance(.sendingChanges, report.sent)
    }
    for gap in gaps { try carry(gap, among: &carried, in: own.replica) }

    merged[own.replica] = changes.last
    memory.published = changes.last
    let isNew =
      changes != own.changes || carried != own.carried
      || merged != own.head?.merged ?? VersionVector()
    guard isNew || own.needsHead else { return }
    let head = try writeHead(own: changes, merged: merged, carried: carried)
    try clearUp(own, under: head)
  }

  private mutating func writeHead(
    own: PublishedStream,
    merged: VersionVector,
    carried: [PublishedStream]
  ) throws -> Head {
    let directory = FolderPath.directory(of: own.replica)
    guard memory.counter < Limits.largestNumber else {
      throw SyncError(
        .damaged,
        "\(directory) holds a head with the last number that there is, which clip does not write",
        hint: "Remove that file and sync again."
      )
    }
    let head = Head(
      counter: memory.counter + 1,
      clock: HybridTimestamp(milliseconds: environment.now()),
      own: own,
      merged: merged,
      carried: carried
    )
    // Remembered first: whoever sees the head must not know more of us than we do.
    memory.counter = head.counter
    try saveMemory()
    let name = HeadName(counter: head.counter)
    try folder.write(head.encoded(library: library), to: "\(directory)/\(name)")
    return head
  }

  /// Removes from the own directory what a new head makes superfluous: the oldest heads, segments
  /// that only heads before it named, and others' that no head ever came to name.
  private mutating func clearUp(_ own: OwnStream, under head: Head) throws {
    let directory = FolderPath.directory(of: own.replica)
    let older = own.names.compactMap { HeadName($0) }.sorted(by: >)
    for name in older.dropFirst(Limits.headsKept - 1) {
      try folder.remove("\(directory)/\(name)")
    }
    let live = Set(head.streams.flatMap(\.segments).map(\.name))
    let wasLive = Set(own.head?.streams.flatMap(\.segments).map(\.name) ?? [])
    for name in own.names.compactMap({ SegmentName($0) }) where !live.contains(name) {
      let path = "\(directory)/\(name)"
      if try wasLive.contains(name) || isOthers(name, path) { try folder.remove(path) }
    }
  }

  /// Whether a file is a whole segment of another replica's changes.
  private func isOthers(_ name: SegmentName, _ path: String) throws -> Bool {
    let reading = try readOne(path, as: .segment) { bytes throws(FileDefect) in
      try Segment(decoding: bytes, named: name, of: nil, library: library)
    }
    guard case .whole(let segment) = reading else { return false }
    return try segment.replica != log.replica
  }
}
