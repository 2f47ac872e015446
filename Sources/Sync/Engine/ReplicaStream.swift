import Replication

/// The changes of one replica that heads name and that are not here, in their order, one segment in
/// memory at a time.
///
/// Several heads may name the same changes, the replica's own and those of its carriers: whichever
/// file is whole is used.
struct ReplicaStream {
  /// Where a segment lies: its name, and in whose directory.
  struct Place: Hashable {
    let carrier: ReplicaID
    let name: SegmentName

    var path: String { "\(FolderPath.directory(of: carrier))/\(name)" }
  }

  typealias Source = (carrier: ReplicaID, stream: PublishedStream)

  let replica: ReplicaID
  private let sources: [Source]
  /// The hash of the last change that was taken.
  private(set) var tip: Digest
  private var changes: ArraySlice<Change> = []
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
    let rest = segment.changes[...].drop { $0.id.sequence < sequence }
    guard rest.first?.previousHash == tip else { return false }
    changes = rest
    self.place = place
    return true
  }
}
