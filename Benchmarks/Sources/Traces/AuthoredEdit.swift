public import Replication

/// An edit and who made it, as the module takes them.
public typealias AuthoredEdit = (edit: TextEdit, replica: ReplicaID)
