import Replication

/// Changes on their way into the log, in an order in which each is ready.
struct Batch {
  private(set) var changes: [Change] = []
  /// Where each was read.
  private var places: [ReplicaStream.Place?] = []
  private var payload = 0

  var isEmpty: Bool { changes.isEmpty }

  var isFull: Bool {
    payload >= Limits.batchPayload || changes.count >= Limits.batchChanges
  }

  mutating func append(_ change: Change, from place: ReplicaStream.Place?) {
    changes.append(change)
    places.append(place)
    payload += change.payload?.count ?? 0
  }

  /// Where a change of the batch was read; `nil` for any other change.
  func place(of change: ChangeID) -> ReplicaStream.Place? {
    changes.firstIndex { $0.id == change }.flatMap { places[$0] }
  }

  /// The same changes save one and those that need it; `version` is what is here before the batch.
  func without(
    _ refused: ChangeID,
    after version: VersionVector,
    among histories: Histories
  ) -> Batch {
    var rest = Batch()
    var version = version
    for (change, place) in zip(changes, places)
    where change.id != refused && change.isReady(after: version, among: histories) {
      rest.append(change, from: place)
      version.insert(change.id)
    }
    return rest
  }
}
