import Replication

/// Consecutive changes of one replica, as a head names the segments that hold them.
///
/// `docs/format/sync-folder.md`, section 6. The segments lie in the directory of the head.
struct PublishedStream: Hashable {
  /// A segment that readers need.
  struct LiveSegment: Hashable {
    let name: SegmentName
    /// Bytes of the file as it was written, for telling how much is to come.
    let length: UInt64
  }

  /// Whose changes they are.
  let replica: ReplicaID
  /// The number of the change before the first; 0 where the stream begins at change 1.
  let base: UInt64
  /// In order, without gaps.
  var segments: [LiveSegment] = []
  /// The hash of the last change; zero when there is none.
  var tip = Digest.zero

  var last: UInt64 { segments.last?.name.last ?? base }

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
  mutating func append(_ segments: [PublishedStream.LiveSegment]) {
    append(segments.count)
    for segment in segments {
      append(segment.name.first)
      append(segment.name.last)
      append(fixed: segment.name.hash)
      append(segment.length)
    }
  }
}

extension ByteReader {
  /// Segments that follow one another from after change `base` on.
  mutating func liveSegments(
    after base: UInt64
  ) throws(CodecError) -> [PublishedStream.LiveSegment] {
    var segments: [PublishedStream.LiveSegment] = []
    var before = base
    for _ in 0..<(try count(ofSize: 11)) {
      let first = try number()
      let last = try number()
      guard first > before, first - before == 1, last >= first, last <= Limits.largestNumber else {
        throw CodecError("its segments do not follow one another")
      }
      let name = SegmentName(first: first, last: last, hash: try fixed())
      segments.append(PublishedStream.LiveSegment(name: name, length: try number()))
      before = last
    }
    return segments
  }
}
