import Replication

/// A file that readers need, as a head names it.
struct LiveFile<Kind: RangeNamed>: Hashable {
  let name: RangeName<Kind>
  /// Bytes of the file as it was written: for telling how much is to come, and for compaction.
  let length: UInt64
  /// Whether it holds as much as such a file may: nothing is merged with it.
  let isFull: Bool
}

/// Consecutive changes of one replica, as a head names the segments that hold them.
///
/// `docs/format/sync-folder.md`, section 6. The segments lie in the directory of the head.
struct PublishedStream: Hashable {
  typealias LiveSegment = LiveFile<Segment>

  /// Whose changes they are.
  let replica: ReplicaID
  /// The number of the change before the first; 0 where the stream begins at change 1.
  let base: UInt64
  /// In order, without gaps.
  var segments: [LiveSegment] = []
  /// The hash of the last change; zero when there is none.
  var tip = Digest.zero

  var last: UInt64 { segments.last?.name.last ?? base }

  /// The order of a head: by replica, then base, then the hash of the last change.
  func stands(before other: PublishedStream) -> Bool {
    guard (replica, base) == (other.replica, other.base) else {
      return (replica, base) < (other.replica, other.base)
    }
    return tip.bytes.lexicographicallyPrecedes(other.tip.bytes)
  }

  /// The segment in which a sequence number lies.
  func name(of sequence: UInt64) -> SegmentName? {
    guard sequence > base else { return nil }
    // Find the first segment that ends at or after it.
    var low = 0
    var high = segments.count
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].name.last < sequence { low = middle + 1 } else { high = middle }
    }
    return low < segments.count ? segments[low].name : nil
  }
}

extension ByteWriter {
  mutating func append<Kind>(_ files: [LiveFile<Kind>]) {
    append(files.count)
    for file in files {
      append(file.name.first)
      append(file.name.last)
      append(fixed: file.name.hash)
      append(file.length << 1 | (file.isFull ? 1 : 0))
    }
  }
}

extension ByteReader {
  /// Files whose numbers follow one another from after `base` on.
  mutating func liveFiles<Kind>(
    after base: UInt64
  ) throws(CodecError) -> [LiveFile<Kind>] {
    var files: [LiveFile<Kind>] = []
    var before = base
    for _ in 0..<(try count(ofSize: 11)) {
      let file: LiveFile<Kind> = try liveFile()
      guard file.name.first > before, file.name.first - before == 1 else {
        throw CodecError("its files do not follow one another")
      }
      files.append(file)
      before = file.name.last
    }
    return files
  }

  /// Files whose numbers rise; some may be missing between them.
  mutating func sparseFiles<Kind>() throws(CodecError) -> [LiveFile<Kind>] {
    var files: [LiveFile<Kind>] = []
    for _ in 0..<(try count(ofSize: 11)) {
      let file: LiveFile<Kind> = try liveFile()
      guard file.name.first > files.last?.name.last ?? 0 else {
        throw CodecError("its files are out of order")
      }
      files.append(file)
    }
    return files
  }

  private mutating func liveFile<Kind>() throws(CodecError) -> LiveFile<Kind> {
    let first = try number()
    let last = try number()
    guard last >= first, last <= Limits.largestNumber else {
      throw CodecError("a file's numbers are out of range")
    }
    let name = RangeName<Kind>(first: first, last: last, hash: try fixed())
    let length = try number()
    return LiveFile(name: name, length: length >> 1, isFull: length & 1 == 1)
  }
}
