import Foundation
import GRDB
import Model
import Replication
import TestSupport

@testable import Store

extension SimulatedReplica {
  /// A machine of its own, in memory.
  static func make(_ name: String = "desk") throws -> SimulatedReplica {
    try SimulatedReplica(name, seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
  }
}

extension Article {
  static func sample(
    _ page: String = "tides",
    text: String = "High water comes twice.",
    title: String? = "Tides"
  ) -> Article {
    var article = Article(text: text)
    article.url = "https://example.org/\(page)"
    article.title = title
    return article
  }
}

extension Selector {
  static func sample(_ quote: String = "High water") -> Selector {
    Selector(quote: TextQuoteSelector(exact: quote))
  }
}

extension Library {
  /// Writes to the file as another program would: behind the library's back.
  func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
    try database.write { try $0.execute(sql: sql, arguments: arguments) }
  }

  /// Gives this library all that another has.
  func take(from other: Library) throws {
    var isMoving = true
    while isMoving {
      isMoving = false
      for replica in try other.version.entries.map(\.replica) {
        let version = try version
        let changes = try other.changes(of: replica, after: version[replica], bytes: .max)
        guard let next = changes.first, next.isReady(after: version) else { continue }
        try append([next])
        isMoving = true
      }
    }
  }

  /// Takes in a change of a stranger: of a later clip, or of one that keeps no rules.
  @discardableResult
  func takeStrange(
    _ operations: [Replication.Operation],
    by replica: ReplicaID = ReplicaID(high: 0xabcd, low: 1),
    clock: Int64 = 1_767_225_600_000,
    after dependencies: VersionVector = VersionVector()
  ) throws -> Change {
    let sequence = try version[replica]
    let previous = try hash(of: ChangeID(replica: replica, sequence: sequence)) ?? .zero
    let change = Change(
      id: ChangeID(replica: replica, sequence: sequence + 1),
      clock: HybridTimestamp(milliseconds: clock),
      dependencies: try Dependencies(dependencies) { try hash(of: $0)?.mark ?? 0 },
      payload: PayloadCodec.encode(operations),
      after: previous,
      hashedBy: environment.hash
    )
    try append([change])
    return change
  }

  /// Fails with what checking finds.
  func expectWhole() throws {
    let problems = try check().problems
    if !problems.isEmpty { throw NotWhole(problems: problems) }
  }

  struct NotWhole: Error {
    let problems: [String]
  }
}

/// The code of the error that a step fails with; `nil` when it does not fail.
func code(of body: () throws -> Void) throws -> StoreError.Code? {
  do {
    try body()
    return nil
  } catch let error as StoreError {
    return error.code
  }
}
