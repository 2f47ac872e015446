import Model
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

/// What a server answered in place of a page that is wanted: the latest stands.
///
/// A fact about the page, that all replicas take into account; that one of them has no network is
/// none, see ``FetchDelayTable``.
struct FailedFetch: Hashable {
  /// Milliseconds since 1970.
  let time: Int64
  /// How many attempts failed so far, this one among them.
  let attempts: Int
  /// When to try again, in milliseconds since 1970; `nil` when the page is given up.
  let next: Int64?
  /// In words for people.
  let reason: String

  /// Sorts by time.
  var value: Value {
    var writer = ByteWriter()
    writer.append(fixed: UInt64(bitPattern: time))
    writer.append(attempts)
    writer.append(fixed: UInt64(bitPattern: next ?? 0))
    writer.append(reason)
    return .bytes(writer.bytes)
  }

  init(time: Int64, attempts: Int, next: Int64?, reason: String) {
    self.time = time
    self.attempts = attempts
    self.next = next
    self.reason = reason
  }

  /// Reads what ``value`` writes, and passes over what a later version may append.
  init?(_ value: Value) {
    guard case .bytes(let bytes) = value else { return nil }
    var reader = ByteReader(bytes)
    guard let time = try? reader.fixed(), let attempts = try? reader.number(),
      let next = try? reader.fixed(), let reason = try? reader.text()
    else { return nil }
    self.init(
      time: Int64(bitPattern: time),
      attempts: Int(min(attempts, UInt64(Int32.max))),
      next: next == 0 ? nil : Int64(bitPattern: next),
      reason: reason
    )
  }
}

/// By what its server knows the version of a source's page that was fetched last.
struct PageVersion: Hashable {
  /// Milliseconds since 1970.
  let time: Int64
  /// Where it was fetched: another address has versions of its own.
  let address: String
  /// Empty when the server named none.
  let entityTag: String
  let lastModified: String

  /// Sorts by time.
  var value: Value {
    var writer = ByteWriter()
    writer.append(fixed: UInt64(bitPattern: time))
    writer.append(address)
    writer.append(entityTag)
    writer.append(lastModified)
    return .bytes(writer.bytes)
  }

  /// `nil` for a page that has no version.
  init?(of article: Article, at time: Int64) {
    guard let page = article.page, page.entityTag != nil || page.lastModified != nil else {
      return nil
    }
    self.time = time
    address = (page.address ?? "").withoutNulls
    entityTag = (page.entityTag ?? "").withoutNulls
    lastModified = (page.lastModified ?? "").withoutNulls
  }

  /// Reads what ``value`` writes, and passes over what a later version may append.
  init?(_ value: Value) {
    guard case .bytes(let bytes) = value else { return nil }
    var reader = ByteReader(bytes)
    guard let time = try? reader.fixed(), let address = try? reader.text(),
      let entityTag = try? reader.text(), let lastModified = try? reader.text()
    else { return nil }
    self.time = Int64(bitPattern: time)
    self.address = address
    self.entityTag = entityTag
    self.lastModified = lastModified
  }
}

extension ItemState {
  var fetchWish: FetchWish? {
    guard case .earliest(let value) = kept[.fetchWish] else { return nil }
    return FetchWish(value)
  }

  var failedFetch: FailedFetch? {
    guard case .latest(let value) = kept[.failedFetch] else { return nil }
    return FailedFetch(value)
  }

  var pageVersion: PageVersion? {
    guard case .latest(let value) = kept[.pageVersion] else { return nil }
    return PageVersion(value)
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
