/// One change's name: its replica and its place in that replica's history, from 1.
public struct ChangeID: Hashable, Sendable {
  public let replica: ReplicaID
  public let sequence: UInt64

  public init(replica: ReplicaID, sequence: UInt64) {
    self.replica = replica
    self.sequence = sequence
  }
}

extension ChangeID: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.replica, left.sequence) < (right.replica, right.sequence)
  }
}

extension ChangeID: CustomStringConvertible {
  public var description: String { "\(replica):\(sequence)" }
}
