import Replication

extension SyncSession {
  /// Publishes one more segment of a stream, with changes of a history up to `last` or as many as
  /// fit.
  func extend(
    _ stream: inout PublishedStream,
    of history: ReplicaID,
    upTo last: UInt64,
    in carrier: ReplicaID
  ) throws {
    let segment = try nextSegment(of: history, after: stream.last, upTo: last)
    stream.segments.append(try write(segment, in: carrier))
    stream.tip = segment.tip
  }

  /// Changes for one segment: up to `last`, or until it is full.
  private func nextSegment(
    of history: ReplicaID,
    after sequence: UInt64,
    upTo last: UInt64,
    endingWhenFull: Bool = true
  ) throws -> SegmentWriter {
    var segment: SegmentWriter?
    var end = sequence
    while end < last, !(endingWhenFull && segment?.isFull ?? false) {
      let changes = try log.changes(of: history, after: end, bytes: Limits.batchPayload)
      precondition(
        changes.first?.id.sequence == end + 1,
        "the log gives the changes that its version names"
      )
      for change in changes where change.id.sequence <= last {
        if endingWhenFull, segment?.isFull ?? false { break }
        segment?.append(change)
        segment = segment ?? SegmentWriter(change)
        end = change.id.sequence
      }
    }
    guard let segment else { preconditionFailure("a segment is asked for changes that are here") }
    return segment
  }

  private func write(
    _ segment: SegmentWriter,
    in carrier: ReplicaID
  ) throws -> PublishedStream.LiveSegment {
    let file = try segment.encoded(in: format, by: carrier)
    let format = format
    let path = FolderPath.segment(file.name, of: carrier)
    try put(file.bytes, to: path, as: .segment) { bytes throws(FileDefect) in
      _ = try Segment(decoding: bytes, named: file.name, of: nil, by: carrier, in: format)
    }
    return file.live
  }

  /// Publishes the changes from some segment on anew, as few segments, up to `last`.
  ///
  /// They were read back from the folder when this returns.
  func rewrite(
    _ stream: inout PublishedStream,
    of history: ReplicaID,
    from index: Int,
    upTo last: UInt64,
    in carrier: ReplicaID
  ) throws {
    stream.segments.removeSubrange(index...)
    while stream.last < last {
      try extend(&stream, of: history, upTo: last, in: carrier)
      guard let name = stream.segments.last?.name else { continue }
      guard try isWhole(name, of: stream.replica, in: carrier) else {
        throw SyncError(
          .unreadable,
          "\(folder.name)/\(FolderPath.segment(name, of: carrier)) was written and reads "
            + "differently",
          hint: "The disk or network drive may fail: check it. Nothing was removed."
        )
      }
    }
  }

  /// Writes a file that may be there already, perhaps damaged: a whole one stays.
  func put(
    _ bytes: [UInt8],
    to path: String,
    as kind: FileKind,
    check: ([UInt8]) throws(FileDefect) -> Void
  ) throws {
    do {
      try folder.write(bytes, to: path)
    } catch let error as SyncError where error.code == .alreadyThere {
      if case .whole = try readOne(path, as: kind, decode: check) { return }
      try folder.remove(path)
      try folder.write(bytes, to: path)
    }
  }

  /// Writes live segments again that the folder has lost, and one that is found to be damaged.
  ///
  /// All names are compared. Of the contents one, chosen by chance, may be read, so that damage that
  /// nobody has met is found in the course of syncs: large ones less often, so that this costs each
  /// sync some 64 KiB. All of them are read when the folder has lost something. What was purged since is no longer in a segment that is written again, which
  /// gives it another name.
  mutating func repair(
    _ changes: inout PublishedStream,
    _ carried: inout [PublishedStream],
    of own: OwnStream
  ) throws {
    let count = changes.segments.count + carried.reduce(0) { $0 + $1.segments.count }
    guard count > 0 else { return }
    var chosen = environment.random(below: count)
    try repair(&changes, own.replica, chosen, of: own)
    chosen -= changes.segments.count
    for index in carried.indices {
      if let history = try history(of: carried[index]) {
        try repair(&carried[index], history, chosen, of: own)
      }
      chosen -= carried[index].segments.count
    }
  }

  private mutating func repair(
    _ stream: inout PublishedStream,
    _ history: ReplicaID,
    _ chosen: Int,
    of own: OwnStream
  ) throws {
    let names = Set(own.names)
    for index in stream.segments.indices {
      let name = stream.segments[index].name
      if names.contains(name.description) {
        let isChosen = index == chosen && isWorthReading(stream.segments[index])
        guard own.lostSome || isChosen else { continue }
        guard try !isWhole(name, of: stream.replica, in: own.replica) else { continue }
      }
      let written = try publishAgain(name, of: history, in: own.replica)
      if written.name != name { stream.segments[index] = written }
      let whose = stream.replica == own.replica ? "this library" : "replica \(stream.replica)"
      note(.repaired, "Changes \(name.first) to \(name.last) of \(whose) were published again.")
    }
  }

  /// Writes the changes of a segment as they are in the log now, which may give another name.
  func publishAgain(
    _ name: SegmentName,
    of history: ReplicaID,
    in carrier: ReplicaID
  ) throws -> PublishedStream.LiveSegment {
    let segment = try nextSegment(
      of: history,
      after: name.first - 1,
      upTo: name.last,
      endingWhenFull: false
    )
    return try write(segment, in: carrier)
  }

  private func isWorthReading(_ segment: PublishedStream.LiveSegment) -> Bool {
    let turns = Int(clamping: segment.length) / Limits.readForChecking + 1
    return environment.random(below: turns) == 0
  }

  /// Whether a segment in the own directory can be read.
  func isWhole(
    _ name: SegmentName,
    of replica: ReplicaID,
    in carrier: ReplicaID
  ) throws -> Bool {
    let path = FolderPath.segment(name, of: carrier)
    let reading = try readOne(path, as: .segment) { bytes throws(FileDefect) in
      _ = try Segment(decoding: bytes, named: name, of: replica, by: carrier, in: format)
    }
    if case .whole = reading { return true }
    return false
  }
}
