import Foundation
import Replication
import Samples
import Store
import Sync

/// A folder that some replicas filled with a long history of small changes, sync by sync.
enum History {
  private static let items = 20_000
  private static let syncs = 20
  private static let clipping = ItemKind(rawValue: 2)
  /// Page, colour and note of a clipping: docs/format/changes.md.
  private static let fields = [22, 23, 24].map { FieldID(rawValue: $0) }

  static func make(replicas: Int, changes: Int, in directory: URL) throws {
    var numbers = Numbers(seed: 1)
    let folder = directory.appendingPathComponent("folder")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let ids = (0..<items).map { _ in ItemID(high: numbers.next(), low: numbers.next()) }
    let logs = (0..<replicas).map { _ in
      PublishedLog(replica: ReplicaID(high: numbers.next(), low: 1))
    }
    for round in 1...syncs {
      for (index, log) in logs.enumerated() {
        let share = changes / replicas + (index < changes % replicas ? 1 : 0)
        while log.count < share * round / syncs {
          let action = Replication.Operation.Action.set(
            fields[numbers.number(below: fields.count)],
            .text(numbers.words(8))
          )
          // Each edits its own: conflicts would be measured instead.
          let item = numbers.number(below: items / replicas) * replicas + index
          log.make([Operation(ids[item], clipping, action)])
        }
        let local = LocalSyncFolder(path: folder.path, writer: "\(log.replica)")
        let engine = SyncEngine(log: log, attachments: log, folder: local, environment: .measured)
        _ = try engine.sync()
      }
    }
    try show(["changes": Double(logs.reduce(0) { $0 + $1.count }), "replicas": Double(replicas)])
  }
}

extension SyncEnvironment {
  static var measured: SyncEnvironment {
    SyncEnvironment(
      now: { Int64(Date().timeIntervalSince1970 * 1_000) },
      randomBytes: { count in (0..<count).map { _ in UInt8.random(in: .min ... .max) } }
    )
  }
}
