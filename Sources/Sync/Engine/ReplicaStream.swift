import Replication

/// The changes of another replica that its head names and that are not here, in their order, one
/// segment in memory at a time.
struct ReplicaStream {
  let head: Head
  /// The hash of the last change that was taken.
  private(set) var tip: Digest
  private var changes: ArraySlice<Change> = []
  /// Set when the stream cannot go on in this sync.
  private(set) var isBlocked = false
  /// The segment that was read last.
  private(set) var segment: SegmentName?

  var replica: ReplicaID { head.replica }

  init(_ head: Head, after tip: Digest) {
    self.head = head
    self.tip = tip
  }

  /// The next change, as far as it is loaded.
  var next: Change? { isBlocked ? nil : changes.first }

  mutating func takeNext() {
    guard let change = changes.popFirst() else { return }
    tip = change.hash
  }

  mutating func block() {
    isBlocked = true
    changes = []
  }

  /// Begins again after what the log holds.
  mutating func restart(after tip: Digest) {
    self.tip = tip
    changes = []
  }

  /// The segment in which a sequence number lies; `nil` beyond the last one.
  func name(of sequence: UInt64) -> SegmentName? {
    // Live segments ascend without gaps: find the first that ends at or after it.
    var low = 0
    var high = head.segments.count
    while low < high {
      let middle = (low + high) / 2
      if head.segments[middle].name.last < sequence { low = middle + 1 } else { high = middle }
    }
    return low < head.segments.count ? head.segments[low].name : nil
  }

  mutating func load(_ segment: Segment, named name: SegmentName, from sequence: UInt64) {
    self.segment = name
    changes = segment.changes[...].drop { $0.id.sequence < sequence }
  }
}
