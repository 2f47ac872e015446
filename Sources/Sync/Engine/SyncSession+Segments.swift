import Replication

extension SyncSession {
  /// Publishes one more segment of a stream, with changes up to `last` or as many as fit.
  ///
  /// - Returns: how many changes it holds.
  func extend(
    _ stream: inout PublishedStream,
    upTo last: UInt64,
    in carrier: ReplicaID
  ) throws -> Int {
    let segment = try nextSegment(of: stream.replica, after: stream.last, upTo: last)
    stream.segments.append(try write(segment, in: carrier))
    stream.tip = segment.changes.last?.hash ?? stream.tip
    return segment.changes.count
  }

  /// Changes for one segment: up to `last`, or until their payloads reach `bytes`.
  private func nextSegment(
    of replica: ReplicaID,
    after sequence: UInt64,
    upTo last: UInt64,
    bytes: Int = Limits.segmentPayload
  ) throws -> Segment {
    var changes: [Change] = []
    var end = sequence
    var payload = 0
    while end < last, payload < bytes, changes.count < Limits.segmentChanges {
      let more = try log.changes(of: replica, after: end, bytes: bytes - payload)
      let fitting = more.prefix { $0.id.sequence <= last }
        .prefix(Limits.segmentChanges - changes.count)
      guard let newEnd = fitting.last?.id.sequence else { break }
      changes += fitting
      payload += fitting.reduce(0) { $0 + ($1.payload?.count ?? 0) }
      end = newEnd
    }
    precondition(
      changes.first?.id.sequence == sequence + 1,
      "the log gives the changes that its version names"
    )
    return Segment(changes)
  }

  private func write(
    _ segment: Segment,
    in carrier: ReplicaID
  ) throws -> PublishedStream.LiveSegment {
    let library = library
    let file = try segment.encoded(library: library)
    let path = "\(FolderPath.directory(of: carrier))/\(file.name)"
    try put(file.bytes, to: path, as: .segment) { bytes throws(FileDefect) in
      _ = try Segment(decoding: bytes, named: file.name, of: segment.replica, library: library)
    }
    return file.live
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
  /// All names are compared. Of the contents one, chosen by chance, is read each time, so that
  /// damage that nobody has met is found in the course of syncs; all of them when the folder has
  /// lost something. What was purged since is no longer in a segment that is written again, which
  /// gives it another name.
  mutating func repair(
    _ changes: inout PublishedStream,
    _ carried: inout [PublishedStream],
    of own: OwnStream
  ) throws {
    let count = changes.segments.count + carried.reduce(0) { $0 + $1.segments.count }
    guard count > 0 else { return }
    var chosen = environment.random(below: count)
    try repair(&changes, chosen, of: own)
    chosen -= changes.segments.count
    for index in carried.indices {
      if try isOurs(carried[index]) { try repair(&carried[index], chosen, of: own) }
      chosen -= carried[index].segments.count
    }
  }

  private mutating func repair(
    _ stream: inout PublishedStream,
    _ chosen: Int,
    of own: OwnStream
  ) throws {
    let names = Set(own.names)
    for index in stream.segments.indices {
      let name = stream.segments[index].name
      if names.contains(name.description) {
        guard own.lostSome || index == chosen else { continue }
        guard try !isWhole(name, of: stream.replica, in: own.replica) else { continue }
      }
      let segment = try nextSegment(
        of: stream.replica,
        after: name.first - 1,
        upTo: name.last,
        bytes: .max
      )
      let written = try write(segment, in: own.replica)
      if written.name != name { stream.segments[index] = written }
      let whose = stream.replica == own.replica ? "this library" : "replica \(stream.replica)"
      note(.repaired, "Changes \(name.first) to \(name.last) of \(whose) were published again.")
    }
  }

  private func isWhole(
    _ name: SegmentName,
    of replica: ReplicaID,
    in carrier: ReplicaID
  ) throws -> Bool {
    let path = "\(FolderPath.directory(of: carrier))/\(name)"
    let reading = try readOne(path, as: .segment) { bytes throws(FileDefect) in
      _ = try Segment(decoding: bytes, named: name, of: replica, library: library)
    }
    if case .whole = reading { return true }
    return false
  }
}
