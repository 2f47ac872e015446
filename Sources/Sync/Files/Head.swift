import Replication

/// What one replica has published and merged, at one time.
///
/// `docs/format/sync-folder.md`, section 6. Of a replica's heads the whole one with the highest
/// counter holds.
struct Head: Hashable {
  /// A segment that readers need.
  struct LiveSegment: Hashable {
    let name: SegmentName
    /// Bytes of the file as it was written, for telling how much is to come.
    let length: UInt64
  }

  let replica: ReplicaID
  let counter: UInt64
  /// When it was written, by its replica's clock: for people, nothing is decided by it.
  let clock: HybridTimestamp
  /// In order, without gaps from change 1 on.
  let segments: [LiveSegment]
  /// All changes that the replica has, its own published ones included.
  let merged: VersionVector
  /// The hash of its last published change; zero when there is none.
  let tip: Digest

  var last: UInt64 { segments.last?.name.last ?? 0 }

  private enum Section {
    static let origin: UInt64 = 1
    static let segments: UInt64 = 2
    static let merged: UInt64 = 3
    static let tip: UInt64 = 4
  }

  func encoded(library: LibraryID) -> [UInt8] {
    var sections = Sections()
    sections.write(Section.origin) {
      $0.append(replica)
      $0.append(counter)
      $0.append(fixed: clock.rawValue)
    }
    sections.write(Section.segments) {
      $0.append(segments.count)
      for segment in segments {
        $0.append(segment.name.first)
        $0.append(segment.name.last)
        $0.append(fixed: segment.name.hash)
        $0.append(segment.length)
      }
    }
    sections.write(Section.merged) { $0.append(merged) }
    sections.write(Section.tip) { $0.append(raw: tip.bytes) }
    return FolderFile(kind: .head, library: library, body: sections.bytes).encoded()
  }

  init(
    replica: ReplicaID,
    counter: UInt64,
    clock: HybridTimestamp,
    segments: [LiveSegment],
    merged: VersionVector,
    tip: Digest
  ) {
    self.replica = replica
    self.counter = counter
    self.clock = clock
    self.segments = segments
    self.merged = merged
    self.tip = tip
  }

  /// - Throws: ``FileDefect`` when the bytes are no whole head of this replica and library.
  init(decoding bytes: [UInt8], of replica: ReplicaID, library: LibraryID) throws(FileDefect) {
    let file = try FolderFile(decoding: bytes, as: .head)
    guard file.library == library else {
      throw FileDefect("it belongs to another library", .foreign)
    }
    do {
      let sections = try Sections(decoding: file.body)
      (self.replica, counter, clock) = try sections.require(Section.origin) {
        reader throws(CodecError) -> (ReplicaID, UInt64, HybridTimestamp) in
        (try reader.id(), try reader.number(), HybridTimestamp(rawValue: try reader.fixed()))
      }
      segments = try sections.require(Section.segments) {
        reader throws(CodecError) in try reader.liveSegments()
      }
      merged = try sections.require(Section.merged) {
        reader throws(CodecError) in try reader.versionVector()
      }
      tip = try sections.require(Section.tip) {
        reader throws(CodecError) in try reader.digest()
      }
    } catch {
      throw FileDefect(error)
    }
    guard self.replica == replica else { throw FileDefect("it is another replica's") }
    guard counter <= Limits.largestNumber else { throw FileDefect("its counter is out of range") }
  }
}

extension ByteReader {
  fileprivate mutating func liveSegments() throws(CodecError) -> [Head.LiveSegment] {
    var segments: [Head.LiveSegment] = []
    var next: UInt64 = 1
    for _ in 0..<(try count(ofSize: 11)) {
      let first = try number()
      let last = try number()
      guard first == next, last >= first, last <= Limits.largestNumber else {
        throw CodecError("its segments do not follow one another")
      }
      let name = SegmentName(first: first, last: last, hash: try fixed())
      segments.append(Head.LiveSegment(name: name, length: try number()))
      next = last + 1
    }
    return segments
  }
}
