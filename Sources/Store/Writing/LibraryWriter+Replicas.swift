public import Replication

extension LibraryWriter {
  /// Says that a replica will not come back, so that nobody waits for it any longer.
  ///
  /// The replica may be one of which only a folder tells. If its machine does come back, it goes on
  /// as a new replica with all it has.
  /// - Returns: whether it was not retired before.
  /// - Throws: ``StoreError`` when it is this one.
  @discardableResult
  public func retire(_ replica: ReplicaID) throws -> Bool {
    guard replica != replicaID else {
      throw StoreError(
        .badValue,
        "this machine cannot retire itself",
        hint: "Retire it on a machine that stays in use."
      )
    }
    let item = ItemID(replica)
    let state = try ItemStateTable(db: db).load(item, .replica)?.state
    guard state?[.retired] != .integer(1) else { return false }
    try record(item, .replica, [.set(.retired, .integer(1))])
    return true
  }
}
