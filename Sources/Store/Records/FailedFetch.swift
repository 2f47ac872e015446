import Replication

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

extension ItemState {
  var failedFetch: FailedFetch? {
    guard case .latest(let value) = kept[.failedFetch] else { return nil }
    return FailedFetch(value)
  }
}
