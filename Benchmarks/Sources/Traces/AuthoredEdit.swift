public import Replication

/// An edit and who made it.
public struct AuthoredEdit: Sendable {
  public let edit: TextEdit
  public let replica: ReplicaID

  public init(edit: TextEdit, replica: ReplicaID) {
    self.edit = edit
    self.replica = replica
  }
}
