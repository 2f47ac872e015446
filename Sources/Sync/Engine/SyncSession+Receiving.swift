import Replication

extension SyncSession {
  /// Takes in what heads name, each change after all that it depends on.
  ///
  /// The own head may name others' changes too, which this library lost.
  mutating func receiveChanges(_ heads: [Head], beside own: OwnStream) throws {
    let start = try log.version
    let all = heads + [own.head].compactMap { $0 }
    let sources = sources(in: all).filter { $0.key != own.replica }
    var version = start
    repeat {
      var streams = try streams(from: sources, after: version)
      version = try merge(&streams, into: version)
    } while try takeBranches(sources, &version)
    report.before = start
    report.after = version
    for (replica, sources) in sources {
      let missing = try sources.filter { try !isHere($0.stream, version) }.map(\.stream.last)
      guard let last = missing.max() else { continue }
      report.waiting.add(max(last - min(last, version[replica]), 1))
    }
    for head in heads {
      for stream in head.streams where try !isHere(stream, version) {
        memory.heads[head.replica]?.isDone = false
      }
    }
  }

  /// What each replica's sources have beyond a version, if they go on from what is here.
  private func streams(
    from sources: [ReplicaID: [ReplicaStream.Source]],
    after version: VersionVector
  ) throws -> [ReplicaStream] {
    var streams: [ReplicaStream] = []
    for (replica, sources) in sources.sorted(by: { $0.key < $1.key }) {
      let sources = sources.filter { $0.stream.last > version[replica] }
      guard !sources.isEmpty else { continue }
      let tip = try tip(of: replica, at: version[replica])
      streams.append(ReplicaStream(of: replica, from: sources, after: tip))
    }
    return streams
  }

  /// Whether a stream is here to its end.
  private func isHere(_ stream: PublishedStream, _ version: VersionVector) throws -> Bool {
    if try stream.segments.isEmpty || history(of: stream) != nil { return true }
    // A dry run takes nothing in: there is no hash then.
    let last = ChangeID(replica: stream.replica, sequence: stream.last)
    return try isDryRun && version.contains(last) && log.hash(of: last) == nil
  }

  /// Merges the streams in batches, as far as files and dependencies are here.
  ///
  /// Each round takes from every stream all that is ready; what one stream gives may make another
  /// ready, so rounds go on until one gives nothing. Costs the changes taken, and the streams for
  /// each turn between them.
  /// - Returns: the version that is reached.
  private mutating func merge(
    _ streams: inout [ReplicaStream],
    into start: VersionVector
  ) throws -> VersionVector {
    var version = start
    var total = 0
    for stream in streams { total.add(stream.last - version[stream.replica]) }
    var batch = Batch()
    var isMoving = true
    while isMoving {
      isMoving = false
      for index in streams.indices {
        if streams.reduce(0, { $0 + $1.loadedSize }) > Limits.loadedSegments {
          for other in streams.indices where other != index { streams[other].unload() }
        }
        while let change = try nextReady(&streams[index], version) {
          streams[index].takeNext()
          version.insert(change.id)
          batch.append(change, from: streams[index].place)
          isMoving = true
          guard batch.isFull else { continue }
          try take(&batch, &streams, &version)
          advance(.receivingChanges, report.received, of: total)
        }
      }
      // What the last batch held may turn out not to be takeable: then others go on without it.
      if !isMoving && !batch.isEmpty {
        isMoving = try !take(&batch, &streams, &version)
      }
    }
    if report.received > 0 { advance(.receivingChanges, report.received, of: total) }
    return version
  }

  /// The next change of a stream if it is ready; loads a segment that holds it.
  private mutating func nextReady(
    _ stream: inout ReplicaStream,
    _ version: VersionVector
  ) throws -> Change? {
    let sequence = version[stream.replica] + 1
    while stream.next == nil, let place = stream.place(of: sequence) {
      guard case .whole(let segment) = try readSegment(at: place, of: stream.replica) else {
        // In flight, or damaged and reported: tried again with the next sync.
        stream.fail(place)
        continue
      }
      if !stream.load(segment, from: place, at: sequence) {
        // Another history, perhaps: see ``takeBranches(_:_:)``.
        parted.insert(stream.replica)
        stream.fail(place)
      }
    }
    guard let change = stream.next else { return nil }
    return change.isReady(after: version, among: histories) ? change : nil
  }

  /// Gives a batch to the log.
  ///
  /// A change that the log refuses blocks its stream, and its file is reported; the rest of the
  /// batch is given again without what needs it. Then all streams begin again from what the log
  /// holds.
  /// - Returns: whether the whole batch was taken.
  @discardableResult
  private mutating func take(
    _ batch: inout Batch,
    _ streams: inout [ReplicaStream],
    _ version: inout VersionVector
  ) throws -> Bool {
    defer { batch = Batch() }
    var isWhole = true
    while !batch.isEmpty {
      do {
        if isDryRun { options.foresees?(batch.changes) } else { try log.append(batch.changes) }
        report.received += batch.changes.count
        break
      } catch let refused as ChangeRefused {
        guard let place = batch.place(of: refused.change) else { throw refused }
        if !refused.isWaiting { report(refused, in: place) }
        for index in streams.indices where streams[index].replica == refused.change.replica {
          streams[index].block()
        }
        batch = batch.without(refused.change, after: try log.version, among: histories)
        isWhole = false
      }
    }
    guard !isWhole else { return true }
    version = try log.version
    for index in streams.indices {
      let replica = streams[index].replica
      streams[index].restart(after: try tip(of: replica, at: version[replica]))
    }
    return false
  }
}

extension Int {
  /// Stops at the greatest number: heads of strangers may claim anything.
  fileprivate mutating func add(_ number: UInt64) {
    let (sum, isBeyond) = addingReportingOverflow(Int(clamping: number))
    self = isBeyond ? .max : sum
  }
}
