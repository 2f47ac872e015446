import Replication

/// That somebody wants a source's page: the earliest wish stands.
///
/// It is fulfilled by the first capture, whichever replica makes it.
struct FetchWish: Hashable {
  /// Milliseconds since 1970.
  let asked: Int64
  /// Where it was asked for: an address of a private network means another page elsewhere.
  let replica: ReplicaID
  /// As it was given: a source's id is made from another form of it.
  let address: String

  /// Sorts by time.
  var value: Value {
    var writer = ByteWriter()
    writer.append(fixed: UInt64(bitPattern: asked))
    writer.append(replica)
    writer.append(address)
    return .bytes(writer.bytes)
  }

  init(asked: Int64, replica: ReplicaID, address: String) {
    self.asked = asked
    self.replica = replica
    self.address = address
  }

  /// Reads what ``value`` writes, and passes over what a later version may append.
  init?(_ value: Value) {
    guard case .bytes(let bytes) = value else { return nil }
    var reader = ByteReader(bytes)
    guard let asked = try? reader.fixed(), let replica: ReplicaID = try? reader.id(),
      let address = try? reader.text()
    else { return nil }
    self.init(asked: Int64(bitPattern: asked), replica: replica, address: address)
  }
}

extension ItemState {
  var fetchWish: FetchWish? {
    guard case .earliest(let value) = kept[.fetchWish] else { return nil }
    return FetchWish(value)
  }

  /// Whether a source's page is still to be fetched.
  enum Fetching: Int {
    case none = 0
    case waiting = 1
    case givenUp = 2
  }

  var fetching: Fetching {
    guard fetchWish != nil, captures.isEmpty else { return .none }
    guard let failure = failedFetch else { return .waiting }
    return failure.next == nil ? .givenUp : .waiting
  }
}
