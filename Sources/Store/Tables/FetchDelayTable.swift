import GRDB
import Replication

/// Pages that this machine could not reach, and when it tries again.
///
/// No part of the log: that a machine has no network says nothing to the others, and a machine that is
/// offline for a month is not to make a change for each attempt.
struct FetchDelayTable {
  let db: Database

  struct Delay {
    /// How often it was tried in vain.
    let attempts: Int
    /// Milliseconds since 1970; `nil` when it is not tried again.
    let next: Int64?
    let reason: String
  }

  func delay(of source: ItemID) throws -> Delay? {
    try db.first(
      "SELECT attempts, next_attempt, reason FROM fetch_delays WHERE source = ?",
      [.id(source)]
    ) { row in
      Delay(
        attempts: row.number(0) ?? 0,
        next: row.isNull(1) ? nil : row.integer(1),
        reason: row.text(2) ?? ""
      )
    }
  }

  func set(_ delay: Delay, of source: ItemID) throws {
    try db.run(
      "INSERT OR REPLACE INTO fetch_delays (source, attempts, next_attempt, reason) VALUES (?, ?, ?, ?)",
      [
        .id(source), .integer(Int64(delay.attempts)), delay.next.map { .integer($0) } ?? .null,
        .text(delay.reason),
      ]
    )
  }

  func remove(_ source: ItemID) throws {
    try db.run("DELETE FROM fetch_delays WHERE source = ?", [.id(source)])
  }
}
