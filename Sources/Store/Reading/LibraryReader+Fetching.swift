public import Foundation
import GRDB
public import Model
import Replication

/// A source whose page is still to be fetched.
public struct QueuedFetch: Hashable, Sendable {
  public let source: SourceID
  public let fetch: PendingFetch
  /// How often a server refused it, and when it may be asked again; `nil` when it is given up.
  public let refusals: Int
  public let allowed: Date?
  /// How often this machine could not reach it since it last did.
  public let misses: Int
  /// Whether it was asked for on this replica: only here a private address means what was meant.
  public let isOwn: Bool
}

/// Where a source's page was fetched, and by what the server knows the version of it.
public struct PageOrigin: Hashable, Sendable {
  public let address: String
  public let entityTag: String?
  public let lastModified: String?
}

extension LibraryReader {
  /// The sources outside the trash whose pages are still to be fetched, and those that were given up,
  /// in the order in which they were added.
  ///
  /// - Complexity: linear in their number, whatever else the library holds.
  public func fetchQueue() throws -> [QueuedFetch] {
    let own = try SettingsTable(db: db).replica()
    let ids = try Row.fetchAll(
      db,
      sql: """
        SELECT items.id AS id FROM sources JOIN items ON number = item
        WHERE fetching > 0 AND trashed = 0 ORDER BY added, items.id
        """
    ).compactMap { $0.id("id") as ItemID? }
    return try ids.compactMap { id in
      let delay = try FetchDelayTable(db: db).delay(of: id)
      guard let state = try ItemStateTable(db: db).load(id, .source)?.state,
        let fetch = state.pendingFetch(delayedBy: delay)
      else { return nil }
      let failure = state.failedFetch
      let allowed = failure.map(\.next) ?? .some(Int64(fetch.asked.timeIntervalSince1970 * 1000))
      return QueuedFetch(
        source: SourceID(id),
        fetch: fetch,
        refusals: failure?.attempts ?? 0,
        allowed: allowed.map { Date(timeIntervalSince1970: Double($0) / 1000) },
        misses: delay?.attempts ?? 0,
        isOwn: state.fetchWish?.replica == own
      )
    }
  }

  /// What is still to come of a source's page; `nil` when it is here, or when nobody asked for it.
  func pendingFetch(of id: ItemID, _ state: ItemState) throws -> PendingFetch? {
    guard state.fetching != .none else { return nil }
    return state.pendingFetch(delayedBy: try FetchDelayTable(db: db).delay(of: id))
  }

  /// Where to fetch a source's page again.
  ///
  /// - Returns: `nil` when it has no address.
  public func pageOrigin(of source: SourceID) throws -> PageOrigin? {
    let state = try ItemStateTable(db: db).load(ItemID(source), .source)?.state
    if let version = state?.pageVersion, !version.address.isEmpty {
      return PageOrigin(
        address: version.address,
        entityTag: version.entityTag.isEmpty ? nil : version.entityTag,
        lastModified: version.lastModified.isEmpty ? nil : version.lastModified
      )
    }
    if let wish = state?.fetchWish {
      return PageOrigin(address: wish.address, entityTag: nil, lastModified: nil)
    }
    let addresses = try [self.source(source)?.url].compactMap(\.self) + (state?.urls ?? [])
    return addresses.first { WebAddress($0) != nil }
      .map { PageOrigin(address: $0, entityTag: nil, lastModified: nil) }
  }
}

extension ItemState {
  fileprivate func pendingFetch(delayedBy delay: FetchDelayTable.Delay?) -> PendingFetch? {
    guard fetching != .none, let wish = fetchWish else { return nil }
    let failure = failedFetch
    // Before the first attempt it is due as soon as it is asked for.
    let times = [
      failure.map(\.next) ?? .some(wish.asked), delay.map(\.next) ?? .some(.min),
    ]
    let next = times.contains(nil) ? nil : times.compactMap(\.self).max()
    let reason = [delay?.reason, failure?.reason].compactMap(\.self).first { !$0.isEmpty }
    return PendingFetch(
      address: wish.address,
      asked: Date(timeIntervalSince1970: Double(wish.asked) / 1000),
      attempts: (failure?.attempts ?? 0) + (delay?.attempts ?? 0),
      reason: reason,
      next: next.map { Date(timeIntervalSince1970: Double($0) / 1000) }
    )
  }
}
