import Replication

/// What became of reading one file.
enum Reading<Content> {
  case whole(Content)
  case missing
  case unusable(FileDefect)
}

extension SyncSession {
  /// Reads a file, or a copy of it under another name where it is missing or damaged itself.
  ///
  /// A file that is damaged under its own name is reported, even when a copy stands in.
  /// - Throws: only what stops the whole sync; a file that cannot be read is a damaged one.
  mutating func read<Content>(
    _ name: String,
    in directory: String,
    as kind: FileKind,
    decode: ([UInt8]) throws(FileDefect) -> Content
  ) throws -> Reading<Content> {
    let path = "\(directory)/\(name)"
    let own = try readOne(path, as: kind, decode: decode)
    switch own {
    case .whole: return own
    case .unusable(let defect): report(defect, in: path)
    case .missing: break
    }

    let stem = name.prefix { $0 != "." }
    let names = try listing(of: directory).filter { $0 != name && $0.contains(stem) }.sorted()
    for copy in names.prefix(Limits.copiesTried) {
      let reading = try readOne("\(directory)/\(copy)", as: kind, decode: decode)
      guard case .whole = reading else { continue }
      note(.copyUsed, "\(directory)/\(copy) stands in for \(name), which is missing or damaged.")
      return reading
    }
    return own
  }

  /// The names in a directory, asked for once in a sync: many files of one may be missing.
  mutating func listing(of directory: String) throws -> [String] {
    if let names = listings[directory] { return names }
    let names = try folder.list(directory)
    listings[directory] = names
    return names
  }

  func readOne<Content>(
    _ path: String,
    as kind: FileKind,
    decode: ([UInt8]) throws(FileDefect) -> Content
  ) throws -> Reading<Content> {
    let bytes: [UInt8]?
    do {
      bytes = try folder.read(path, as: kind)
    } catch let error as SyncError where error.code == .unreadable {
      return .unusable(FileDefect("it cannot be read (\(error))"))
    }
    guard let bytes else { return .missing }
    do throws(FileDefect) {
      return .whole(try decode(bytes))
    } catch {
      return .unusable(error)
    }
  }

  /// Reads a segment, of anyone or only of one replica.
  mutating func readSegment(
    at place: ReplicaStream.Place,
    of replica: ReplicaID? = nil
  ) throws -> Reading<Segment> {
    let format = format
    let reading = try read(
      place.name.description,
      in: FolderPath.directory(of: place.carrier),
      as: .segment
    ) { bytes throws(FileDefect) in
      try Segment(
        decoding: bytes,
        named: place.name,
        of: replica,
        by: place.carrier,
        in: format
      )
    }
    if let replica, case .unusable(let defect) = reading, defect.isForLater {
      newer.insert(replica)
    }
    return reading
  }

  /// The whole head of a replica with the highest counter, when that is above `counter`.
  ///
  /// Damaged heads above the one that is found are reported. A copy under another name counts
  /// only where its counter is above every whole head's own.
  mutating func newestHead(
    of replica: ReplicaID,
    among names: [String],
    above counter: UInt64
  ) throws -> Head? {
    let directory = FolderPath.directory(of: replica)
    let format = format
    var best: Head?
    for name in names.compactMap({ HeadName($0) }).sorted(by: >) where name.counter > counter {
      let path = "\(directory)/\(name)"
      let reading = try readOne(path, as: .head) { bytes throws(FileDefect) in
        try Head(decoding: bytes, named: name, of: replica, in: format)
      }
      if case .whole(let head) = reading {
        best = head
        break
      }
      if case .unusable(let defect) = reading {
        report(defect, in: path)
        if defect.isForLater { newer.insert(replica) }
      }
    }

    let bound = best?.counter ?? counter
    let copies = names.filter {
      HeadName($0) == nil && (HeadName.counter(ofCopy: $0) ?? 0) > bound
    }
    for name in copies.sorted().suffix(Limits.copiesTried) {
      guard let head = try copiedHead(name, of: replica), head.counter > best?.counter ?? counter
      else { continue }
      best = head
      note(.copyUsed, "\(directory)/\(name) stands in for a head that is missing or damaged.")
    }
    return best
  }

  /// A head under another name than its own; `nil` where it is none.
  func copiedHead(_ name: String, of replica: ReplicaID) throws -> Head? {
    let format = format
    let original = HeadName(counter: HeadName.counter(ofCopy: name) ?? 0)
    let path = "\(FolderPath.directory(of: replica))/\(name)"
    let reading = try readOne(path, as: .head) { bytes throws(FileDefect) in
      try Head(decoding: bytes, named: original, of: replica, in: format)
    }
    guard case .whole(let head) = reading else { return nil }
    return head
  }
}
