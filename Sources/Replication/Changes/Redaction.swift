/// What is left of operations when items are purged.
///
/// In the place of the first operation that says something of a purged item stands one purge of it;
/// the others are gone. Operations on other items stay, and so do an entry's moves: they hold nothing
/// that was typed, and what stands below the entry hangs on them.
///
/// A function of the operations and of the set of purged items: replicas that know the same purges
/// hold the same bytes. Redacting for one set and then for another is redacting for both at once, and
/// redacted changes make the state that whole ones and the purges make.
public enum Redaction {
  /// The operations without what they say of purged items; `nil` when they say nothing of them.
  ///
  /// - Complexity: O(operations), with one question for each item in them.
  public static func redacting(
    _ operations: [Operation],
    _ isPurged: (ItemKey) throws -> Bool
  ) rethrows -> [Operation]? {
    var answers: [ItemKey: Bool] = [:]
    var purged: Set<ItemKey> = []
    var left: [Operation] = []
    var isChanged = false
    for operation in operations {
      let key = operation.key
      let isGone = try answers[key] ?? isPurged(key)
      answers[key] = isGone
      if !isGone || operation.action.isMove {
        left.append(operation)
      } else if purged.insert(key).inserted {
        left.append(Operation(key.item, key.kind, .purge))
        isChanged = isChanged || operation.action != .purge
      } else {
        isChanged = true
      }
    }
    return isChanged ? left : nil
  }

  /// The items that operations purge.
  public static func purged(by operations: [Operation]) -> Set<ItemKey> {
    var purged: Set<ItemKey> = []
    for operation in operations where operation.action == .purge { purged.insert(operation.key) }
    return purged
  }
}

extension Operation {
  public var key: ItemKey { ItemKey(item: item, kind: kind) }
}

extension Operation.Action {
  fileprivate var isMove: Bool { if case .move = self { true } else { false } }
}

extension Change {
  /// Whether its payload is not the one it was made with.
  public func isRedacted(hashedBy hash: HashFunction) -> Bool {
    payload.map(hash.callAsFunction) != payloadHash
  }

  /// Its operations, once it is certain that they are what its replica wrote, or what a purge left.
  ///
  /// Who redacted a change cannot be told; so a payload of another hash is taken for a redacted one
  /// if it purges something.
  ///
  /// - Throws: ``CodecError`` when there is no payload, when it cannot be read, or when it is another
  ///   than the change was made with and purges nothing.
  public func verifiedOperations(hashedBy hash: HashFunction) throws(CodecError) -> [Operation] {
    guard payload != nil else { throw CodecError("its payload is missing") }
    let operations = try operations()
    guard !isRedacted(hashedBy: hash) || !Redaction.purged(by: operations).isEmpty else {
      throw CodecError("its payload is not the one it was made with, and purges nothing")
    }
    return operations
  }

  /// The change without what it says of purged items; itself when it says nothing of them.
  ///
  /// It keeps its hashes, and so its place in its replica's chain.
  /// - Throws: ``CodecError`` when the payload is not of this format, and what `isPurged` throws.
  public func redacted(_ isPurged: (ItemKey) throws -> Bool) throws -> Change {
    guard let left = try Redaction.redacting(operations(), isPurged) else { return self }
    return with(payload: PayloadCodec.encode(left))
  }
}
