import Replication

extension SyncSession {
  /// Publishes own changes: segments first, then the head that names them.
  mutating func publish(_ own: inout OwnStream) throws {
    guard !own.isUnclear else { return }
    let here = try log.version[own.replica]
    var segments = own.head?.segments ?? []
    var tip = own.head?.tip ?? .zero
    var last = own.head?.last ?? 0
    guard !isDryRun else {
      report.sent = Int(here - min(here, last))
      return
    }

    let obsolete = try repair(&segments, of: &own)
    while last < here {
      // What an interrupted sync wrote already only needs to be named.
      let written = own.unlisted.filter { $0.first == last + 1 }.map(\.last).max()
      let segment = try nextSegment(of: own.replica, after: last, upTo: written ?? here)
      segments.append(try write(segment))
      report.sent += segment.changes.count
      last = segment.last
      tip = segment.changes.last?.hash ?? tip
      advance(.sendingChanges, report.sent)
    }

    var merged = try log.version
    merged[own.replica] = last
    let isNew = last != own.head?.last ?? 0 || merged != own.head?.merged ?? VersionVector()
    memory.published = last
    if isNew || own.needsHead {
      try writeHead(of: own, segments, merged, tip)
      for name in obsolete where !segments.contains(where: { $0.name == name }) {
        try folder.remove("\(FolderPath.directory(of: own.replica))/\(name)")
      }
    }
  }

  private mutating func writeHead(
    of own: OwnStream,
    _ segments: [Head.LiveSegment],
    _ merged: VersionVector,
    _ tip: Digest
  ) throws {
    let directory = FolderPath.directory(of: own.replica)
    guard memory.counter < Limits.largestNumber else {
      throw SyncError(
        .damaged,
        "\(directory) holds a head with the last number that there is, which clip does not write",
        hint: "Remove that file and sync again."
      )
    }
    let head = Head(
      replica: own.replica,
      counter: memory.counter + 1,
      clock: HybridTimestamp(milliseconds: environment.now()),
      segments: segments,
      merged: merged,
      tip: tip
    )
    // Remembered first: whoever sees the head must not know more of us than we do.
    memory.counter = head.counter
    try saveMemory()
    let name = HeadName(counter: head.counter)
    try folder.write(head.encoded(library: library), to: "\(directory)/\(name)")

    let older = own.names.compactMap { HeadName($0) }.sorted(by: >)
    for name in older.dropFirst(Limits.headsKept - 1) {
      try folder.remove("\(directory)/\(name)")
    }
  }

  /// Own changes for one segment: up to `last`, or until their payloads reach `bytes`.
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

  private mutating func write(_ segment: Segment) throws -> Head.LiveSegment {
    let library = library
    let file = try segment.encoded(library: library)
    let path = "\(FolderPath.directory(of: segment.replica))/\(file.name)"
    try put(file.bytes, to: path, as: .segment) { bytes throws(FileDefect) in
      _ = try Segment(decoding: bytes, named: file.name, of: segment.replica, library: library)
    }
    return file.live
  }

  /// Writes a file that may be there already, perhaps damaged: a whole one stays.
  mutating func put(
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

  /// Writes own segments again that the folder has lost, and one that is found to be damaged.
  ///
  /// All names are compared. Of the contents one, chosen by chance, is read each time, so that
  /// damage that nobody has met is found in the course of syncs; all of them when the folder has
  /// lost something.
  /// - Returns: names that no longer belong to a live segment, because what was purged since is no
  ///   longer in it.
  private mutating func repair(
    _ segments: inout [Head.LiveSegment],
    of own: inout OwnStream
  ) throws -> [SegmentName] {
    guard !segments.isEmpty else { return [] }
    let names = Set(own.names)
    let chosen = environment.random(below: segments.count)
    own.lostSome = own.lostSome || segments.contains { !names.contains($0.name.description) }
    var obsolete: [SegmentName] = []
    for index in segments.indices {
      let name = segments[index].name
      let isListed = names.contains(name.description)
      if isListed {
        guard own.lostSome || index == chosen, try !isWhole(name, of: own.replica) else { continue }
      }
      let segment = try nextSegment(
        of: own.replica,
        after: name.first - 1,
        upTo: name.last,
        bytes: .max
      )
      let written = try write(segment)
      note(.repaired, "Changes \(name.first) to \(name.last) of this library were published again.")
      guard written.name != name else { continue }
      segments[index] = written
      obsolete.append(name)
      own.needsHead = true
    }
    return obsolete
  }

  private func isWhole(_ name: SegmentName, of replica: ReplicaID) throws -> Bool {
    let path = "\(FolderPath.directory(of: replica))/\(name)"
    let reading = try readOne(path, as: .segment) { bytes throws(FileDefect) in
      _ = try Segment(decoding: bytes, named: name, of: replica, library: library)
    }
    if case .whole = reading { return true }
    return false
  }
}
