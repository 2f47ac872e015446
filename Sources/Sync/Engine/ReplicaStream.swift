import Replication

/// The changes of one replica that heads name and that are not here, in their order, at most one
/// segment in memory at a time.
///
/// Several heads may name the same changes, the replica's own and those of its carriers: whichever
/// file is whole is used.
struct ReplicaStream {
  /// Where a segment lies: its name, and in whose directory.
  struct Place: Hashable {
    let carrier: ReplicaID
    let name: SegmentName

    var path: String { FolderPath.segment(name, of: carrier) }
  }

  typealias Source = (carrier: ReplicaID, stream: PublishedStream)

  let replica: ReplicaID
  private let sources: [Source]
  /// The hash of the last change that was taken.
  private(set) var tip: Digest
  /// The next change, as far as it is loaded.
  private(set) var next: Change?
  /// What follows it.
  private var reader: Segment.Reader?
  /// Bytes of what is loaded.
  private(set) var loadedSize = 0
  /// Where the changes were read.
  private(set) var place: Place?
  /// Segments that are of no use in this sync.
  private var failed: Set<Place> = []
  /// Set when the stream cannot go on in this sync.
  private var isBlocked = false

  /// - Parameters:
  ///   - replica: whose changes they are.
  ///   - sources: tried in their order.
  ///   - tip: the hash of the last change that is here.
  init(of replica: ReplicaID, from sources: [Source], after tip: Digest) {
    self.replica = replica
    self.sources = sources
    self.tip = tip
  }

  /// The last change that any head names.
  var last: UInt64 { sources.map(\.stream.last).max() ?? 0 }

  mutating func takeNext() {
    guard let change = next else { return }
    tip = change.hash
    next = following()
  }

  mutating func block() {
    isBlocked = true
    unload()
  }

  /// Lets go of the segment in memory: it is read again when it is needed.
  mutating func unload() {
    next = nil
    reader = nil
    loadedSize = 0
  }

  /// Begins again after what the log holds.
  mutating func restart(after tip: Digest) {
    self.tip = tip
    unload()
  }

  private mutating func following() -> Change? {
    // A segment was read to its end when it was opened: what could be wrong was met there.
    guard let change = try? reader?.next() else {
      unload()
      return nil
    }
    return change
  }

  /// The next segment to try for a sequence number; `nil` when none is left.
  func place(of sequence: UInt64) -> Place? {
    guard !isBlocked else { return nil }
    for source in sources {
      guard let name = source.stream.name(of: sequence) else { continue }
      let place = Place(carrier: source.carrier, name: name)
      if !failed.contains(place) { return place }
    }
    return nil
  }

  mutating func fail(_ place: Place) {
    failed.insert(place)
  }

  /// - Returns: whether the segment goes on where the stream ends; if not, nothing is loaded.
  mutating func load(_ segment: Segment, from place: Place, at sequence: UInt64) -> Bool {
    reader = segment.reader()
    loadedSize = segment.size
    var change = following()
    while let skipped = change, skipped.id.sequence < sequence { change = following() }
    guard change?.previousHash == tip else {
      unload()
      return false
    }
    next = change
    self.place = place
    return true
  }
}
