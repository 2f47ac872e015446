import Foundation
import Replication
import Store

/// The first changes that a dry run would take in, as many as it is worth explaining.
///
/// A class because the sync fills it; the lock makes it sendable.
final class ForeseenChanges: @unchecked Sendable {
  private let lock = NSLock()
  private var kept: [Change] = []
  private var bytes = 0

  var changes: [Change] { lock.withLock { kept } }

  func add(_ changes: [Change]) {
    lock.withLock {
      for change in changes where bytes < Library.foreseenBytes {
        kept.append(change)
        // Of a small one most is not its payload.
        bytes += (change.payload?.count ?? 0) + 256
      }
    }
  }
}
