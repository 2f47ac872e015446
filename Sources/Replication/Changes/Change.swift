/// The operations of one transaction.
///
/// Immutable once made. The header names what the replica had newly seen since its change before,
/// so that the concurrency of any two changes can be decided. Each change's hash covers its header,
/// its payload's hash and the hash before it: a replica's history is a chain in which a fork shows,
/// and in which a payload can be redacted.
public struct Change: Hashable, Sendable {
  public let id: ChangeID
  public let clock: HybridTimestamp
  /// What its replica had seen of others and had not when it made its change before.
  public let dependencies: Dependencies
  /// Of the payload that it was made with.
  public let payloadHash: Digest
  /// Of the change before it; zero for a first one.
  public let previousHash: Digest
  /// Of all of the above.
  public let hash: Digest
  /// The encoded operations, see ``PayloadCodec``, or what a ``Redaction`` left of them; `nil` where
  /// they are not at hand.
  public let payload: [UInt8]?

  /// A change as its replica makes it or as it was read: the hashes follow from the rest.
  public init(
    id: ChangeID,
    clock: HybridTimestamp,
    dependencies: Dependencies,
    payload: [UInt8],
    after previousHash: Digest,
    hashedBy hash: HashFunction
  ) {
    self.init(
      id: id,
      clock: clock,
      dependencies: dependencies,
      payloadHash: hash(payload),
      payload: payload,
      after: previousHash,
      hashedBy: hash
    )
  }

  /// A change whose payload's hash is known, with or without the payload.
  public init(
    id: ChangeID,
    clock: HybridTimestamp,
    dependencies: Dependencies,
    payloadHash: Digest,
    payload: [UInt8]?,
    after previousHash: Digest,
    hashedBy hash: HashFunction
  ) {
    self.id = id
    self.clock = clock
    self.dependencies = dependencies
    self.payloadHash = payloadHash
    self.payload = payload
    self.previousHash = previousHash

    var header = ByteWriter()
    header.append(id.replica)
    header.append(id.sequence)
    header.append(fixed: clock.rawValue)
    header.append(dependencies)
    header.append(raw: payloadHash.bytes)
    header.append(raw: previousHash.bytes)
    self.hash = hash(header.bytes)
  }

  /// Empty without a payload.
  ///
  /// - Throws: ``CodecError`` when the payload is not of this format.
  public func operations() throws(CodecError) -> [Operation] {
    guard let payload else { return [] }
    return try PayloadCodec.decode(payload)
  }

  /// The same change with what a redaction left of its payload.
  public func with(payload: [UInt8]) -> Change {
    Change(self, payload: payload)
  }

  private init(_ change: Change, payload: [UInt8]) {
    id = change.id
    clock = change.clock
    dependencies = change.dependencies
    payloadHash = change.payloadHash
    previousHash = change.previousHash
    hash = change.hash
    self.payload = payload
  }

  /// Whether all that it follows is in a version: the change before it and its dependencies.
  ///
  /// By their numbers: where a replica has several histories any of them may be the one that is
  /// meant, and the log looks at the marks too.
  public func isReady(
    after version: VersionVector,
    among histories: Histories = Histories()
  ) -> Bool {
    guard id.sequence > 0, version[id.replica] == id.sequence - 1 else { return false }
    if histories.isPlain { return version.contains(dependencies.version) }
    return dependencies.entries.allSatisfy { entry in
      let replica = histories.replica(of: entry.change.replica)
      return histories.branches(of: replica).contains { version[$0] >= entry.change.sequence }
    }
  }
}
