import Replication

/// What one replica has published and merged, at one time.
///
/// `docs/format/sync-folder.md`, section 6. Of a replica's heads the whole one with the highest
/// counter holds.
struct Head: Hashable {
  let counter: UInt64
  /// When it was written, by its replica's clock: for people, nothing is decided by it.
  let clock: HybridTimestamp
  /// The replica's own changes, from change 1 on.
  let own: PublishedStream
  /// All changes that the replica has, its own published ones included.
  let merged: VersionVector
  /// Changes of others that the folder lacked, one stream for each history, in their order.
  let carried: [PublishedStream]
  /// What the replica found when it last checked its state, which may be a while ago.
  let checked: CheckedState?
  /// The small attachments that the replica publishes.
  let packs: [LiveFile<Pack>]
  /// Attachments that its changes refer to, and that it found nowhere in the folder though nothing
  /// is in flight, in the order of their hashes.
  let wanted: [Digest]

  /// Whose head it is, and in whose directory all its segments lie.
  var replica: ReplicaID { own.replica }

  var streams: [PublishedStream] { [own] + carried }

  private enum Section {
    static let origin: UInt64 = 1
    static let segments: UInt64 = 2
    static let merged: UInt64 = 3
    static let tip: UInt64 = 4
    static let carried: UInt64 = 5
    static let checked: UInt64 = 6
    static let packs: UInt64 = 7
    static let wanted: UInt64 = 8
  }

  init(
    counter: UInt64,
    clock: HybridTimestamp,
    own: PublishedStream,
    merged: VersionVector,
    carried: [PublishedStream] = [],
    checked: CheckedState? = nil,
    packs: [LiveFile<Pack>] = [],
    wanted: [Digest] = []
  ) {
    self.counter = counter
    self.clock = clock
    self.own = own
    self.merged = merged
    self.carried = carried
    self.checked = checked
    self.packs = packs
    self.wanted = wanted
  }

  func encoded(in format: FolderFormat) -> [UInt8] {
    var sections = Sections()
    sections.write(Section.origin) {
      $0.append(replica)
      $0.append(counter)
      $0.append(fixed: clock.rawValue)
    }
    sections.write(Section.segments) { $0.append(own.segments) }
    sections.write(Section.merged) { $0.append(merged) }
    sections.write(Section.tip) { $0.append(raw: own.tip.bytes) }
    if !carried.isEmpty {
      sections.write(Section.carried) {
        $0.append(carried.count)
        for stream in carried {
          $0.append(stream.replica)
          $0.append(stream.base)
          $0.append(stream.segments)
          $0.append(raw: stream.tip.bytes)
        }
      }
    }
    if let checked { sections.write(Section.checked) { $0.append(checked) } }
    if !packs.isEmpty { sections.write(Section.packs) { $0.append(packs) } }
    if !wanted.isEmpty {
      sections.write(Section.wanted) { for hash in wanted { $0.append(raw: hash.bytes) } }
    }
    let place = FolderPath.head(HeadName(counter: counter), of: replica)
    return format.encode(sections.bytes, as: .head, at: place)
  }

  /// - Throws: ``FileDefect`` when the bytes are not the whole head of this name and replica.
  init(
    decoding bytes: [UInt8],
    named name: HeadName,
    of replica: ReplicaID,
    in format: FolderFormat
  ) throws(FileDefect) {
    let body = try format.decode(bytes, as: .head, at: FolderPath.head(name, of: replica))
    let writer: ReplicaID
    do {
      let sections = try Sections(decoding: body)
      (writer, counter, clock) = try sections.require(Section.origin) {
        reader throws(CodecError) -> (ReplicaID, UInt64, HybridTimestamp) in
        (try reader.id(), try reader.number(), HybridTimestamp(rawValue: try reader.fixed()))
      }
      let segments = try sections.require(Section.segments) {
        reader throws(CodecError) -> [PublishedStream.LiveSegment] in try reader.liveFiles(after: 0)
      }
      merged = try sections.require(Section.merged) {
        reader throws(CodecError) in try reader.versionVector()
      }
      let tip = try sections.require(Section.tip) {
        reader throws(CodecError) in try reader.digest()
      }
      own = PublishedStream(replica: writer, base: 0, segments: segments, tip: tip)
      carried =
        try sections.read(Section.carried) { reader throws(CodecError) in
          try reader.carriedStreams(by: writer)
        } ?? []
      checked = try sections.read(Section.checked) { reader throws(CodecError) in
        try reader.checkedState()
      }
      packs =
        try sections.read(Section.packs) { reader throws(CodecError) in
          try reader.sparseFiles()
        } ?? []
      wanted =
        try sections.read(Section.wanted) { reader throws(CodecError) in
          try reader.hashes()
        } ?? []
    } catch {
      throw FileDefect(error)
    }
    guard writer == replica else { throw FileDefect("it is another replica's") }
    guard counter <= Limits.largestNumber else { throw FileDefect("its counter is out of range") }
    guard counter == name.counter else {
      throw FileDefect("its content is not what its name says")
    }
  }
}

extension ByteReader {
  fileprivate mutating func hashes() throws(CodecError) -> [Digest] {
    var hashes: [Digest] = []
    while !isAtEnd {
      let hash = try digest()
      if let previous = hashes.last, !previous.bytes.lexicographicallyPrecedes(hash.bytes) {
        throw CodecError("its hashes are out of order")
      }
      hashes.append(hash)
    }
    return hashes
  }

  fileprivate mutating func carriedStreams(
    by carrier: ReplicaID
  ) throws(CodecError) -> [PublishedStream] {
    var streams: [PublishedStream] = []
    for _ in 0..<(try count(ofSize: 61)) {
      let replica: ReplicaID = try id()
      let base = try number()
      let segments: [PublishedStream.LiveSegment] = try liveFiles(after: base)
      guard replica != carrier, !segments.isEmpty else {
        throw CodecError("it carries its own changes, or none")
      }
      let tip = try digest()
      let stream = PublishedStream(replica: replica, base: base, segments: segments, tip: tip)
      if let previous = streams.last, !previous.stands(before: stream) {
        throw CodecError("its carried streams are out of order")
      }
      streams.append(stream)
    }
    return streams
  }
}
