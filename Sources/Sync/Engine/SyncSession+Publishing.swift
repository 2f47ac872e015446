import Replication

extension SyncSession {
  /// Publishes own changes, and those of others that the folder lacks: segments first, then the
  /// head that names them, and only then is removed what it no longer names.
  mutating func publish(_ own: OwnStream, _ packs: [LiveFile<Pack>]) throws {
    var merged = try log.version
    let here = merged[own.replica]
    var changes = own.changes
    var carried = try own.carried.filter { try !isPublishedByItsOwner($0) }
    let gaps = try gaps(beside: carried, in: merged, of: own.replica)
    guard !isDryRun else {
      report.sent = Int(here - min(here, changes.last))
      report.carried = gaps.reduce(0) { $0 + $1.count }
      return
    }

    try repair(&changes, &carried, of: own)
    try withdrawRedacted(&changes, &carried, of: own)
    try publish(&changes, upTo: here, of: own)
    for gap in gaps { try carry(gap, among: &carried, in: own.replica) }

    merged[own.replica] = changes.last
    memory.published = changes.last
    let wanted = try wantedAttachments()
    let checked = try log.checkedState
    let isNew =
      changes != own.changes || carried != own.carried || packs != own.head?.packs ?? []
      || merged != own.head?.merged ?? VersionVector() || wanted != own.head?.wanted ?? []
      || checked != own.head?.checked
    guard isNew || own.needsHead else {
      // A crash may have come between an earlier head and the removal of what was purged.
      if !outdated.isEmpty, let head = own.head { try clearUp(own, under: head) }
      rememberPurges(own)
      return
    }
    let head = try writeHead(
      own: changes,
      merged: merged,
      carried: carried,
      checked: checked,
      packs: packs,
      wanted: wanted
    )
    try clearUp(own, under: head)
    rememberPurges(own)
  }

  /// Only when the files are gone: after a crash, or where those that took their place could not be
  /// read back, they are looked for once more.
  private mutating func rememberPurges(_ own: OwnStream) {
    guard outdated.isDisjoint(with: own.names) else { return }
    memory.redactions = purges.redactions
    memory.purgedAttachments = purges.attachments
  }

  /// Publishes own changes that are new, together with small segments before them where those
  /// have become many.
  private mutating func publish(
    _ changes: inout PublishedStream,
    upTo here: UInt64,
    of own: OwnStream
  ) throws {
    let before = changes.last
    guard before < here else { return }
    if own.unlisted.isEmpty, let start = Compaction.start(of: changes.segments) {
      try rewrite(&changes, of: own.replica, from: start, upTo: here, in: own.replica)
    }
    while changes.last < here {
      // What an interrupted sync wrote already only needs to be named.
      let written = own.unlisted.filter { $0.first == changes.last + 1 }.map(\.last).max()
      try extend(&changes, of: own.replica, upTo: min(written ?? here, here), in: own.replica)
      advance(.sendingChanges, Int(changes.last - before), of: Int(here - before))
    }
    report.sent += Int(here - before)
  }

  private mutating func writeHead(
    own: PublishedStream,
    merged: VersionVector,
    carried: [PublishedStream],
    checked: CheckedState?,
    packs: [LiveFile<Pack>],
    wanted: [Digest]
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
      carried: carried,
      checked: checked,
      packs: packs,
      wanted: wanted
    )
    // Remembered first: whoever sees the head must not know more of us than we do.
    memory.counter = head.counter
    try saveMemory()
    let name = HeadName(counter: head.counter)
    try folder.write(head.encoded(in: format), to: FolderPath.head(name, of: own.replica))
    return head
  }

}
