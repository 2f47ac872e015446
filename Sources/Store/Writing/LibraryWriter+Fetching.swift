public import Foundation
public import Model
import Replication

extension LibraryWriter {
  /// Keeps what a server answered in place of a page that is wanted, for all replicas.
  ///
  /// - Parameters:
  ///   - source: whose page it is.
  ///   - attempts: how many failed so far, this one among them.
  ///   - next: when to try again; `nil` to give it up.
  ///   - reason: in words for people.
  /// - Throws: ``StoreError`` when there is no such source.
  public func record(
    failedFetchOf source: SourceID,
    attempts: Int,
    next: Date?,
    reason: String
  ) throws {
    try expect(ItemID(source), .source)
    let failure = FailedFetch(
      time: now,
      attempts: attempts,
      next: next.map(Self.milliseconds),
      reason: reason.withoutNulls
    )
    try record(ItemID(source), .source, [.keep(.failedFetch, .latest, failure.value)])
    try FetchDelayTable(db: db).remove(ItemID(source))
  }

  /// Keeps that this machine could not reach a page, for itself alone: the log does not grow.
  ///
  /// - Parameters:
  ///   - source: whose page it is.
  ///   - attempts: how many failed here so far, this one among them.
  ///   - next: when to try again; `nil` to give it up here.
  ///   - reason: in words for people.
  /// - Throws: ``StoreError`` when it cannot be written.
  public func postpone(
    _ source: SourceID,
    attempts: Int,
    until next: Date?,
    reason: String
  ) throws {
    let delay = FetchDelayTable.Delay(
      attempts: attempts,
      next: next.map(Self.milliseconds),
      reason: reason.withoutNulls
    )
    try FetchDelayTable(db: db).set(delay, of: ItemID(source))
  }

  private static func milliseconds(_ date: Date) -> Int64 {
    Int64((date.timeIntervalSince1970 * 1000).rounded(.up))
  }
}
