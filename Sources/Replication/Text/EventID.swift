/// One event of a text's history: the insertion or deletion of one Unicode scalar.
///
/// A replica numbers its events in each text from 0, without gaps.
public struct EventID: Hashable, Sendable {
  public let replica: ReplicaID
  public let sequence: UInt64

  public init(replica: ReplicaID, sequence: UInt64) {
    self.replica = replica
    self.sequence = sequence
  }
}

extension EventID: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.replica, left.sequence) < (right.replica, right.sequence)
  }
}

/// A version of a text: the last events of all that it includes, in order.
///
/// Empty for the text before its first event.
public typealias TextVersion = [EventID]
