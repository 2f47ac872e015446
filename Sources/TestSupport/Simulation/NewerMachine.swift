import Replication
import Sync

/// A machine with a later clip: among its edits are some that the present one does not know.
final class NewerMachine {
  let name: String
  let copy: Int
  let folder: LaggingFolder
  let log: MemoryChangeLog
  private let clock = ManualClock()
  private var count: UInt64 = 0

  init(_ name: String, copy: Int, folder: LaggingFolder, seed: UInt64) {
    self.name = name
    self.copy = copy
    self.folder = folder
    log = MemoryChangeLog(seed: seed)
    let name = folder.name
    folder.watch { [log] in
      log.replica.description
    } keys: { [log] in
      (try? log.memory(ofFolder: name)).flatMap { SealedFiles(memory: $0) }
    }
  }

  var directories: Set<String> { ["replicas/\(log.replica)/"] }

  func write(_ random: inout SeededGenerator) {
    count += 1
    let item = ItemID(high: random.next(), low: random.next())
    var operations = [
      Operation(item, ItemKind(rawValue: 1), .set(FieldID(rawValue: 1), .text("\(name)-\(count)")))
    ]
    if random.chance(60) {
      let code = 200 + UInt64(random.number(below: 100))
      operations.append(
        Operation(item, ItemKind(rawValue: 1), .unknown(code: code, body: [1, 2, 3]))
      )
    }
    log.write(payload: PayloadCodec.encode(operations))
  }

  func sync(
    through folder: any SyncFolder,
    options: SyncOptions,
    seed: UInt64
  ) throws -> SyncReport {
    let engine = SyncEngine.simulated(log, folder: folder, clock: clock, fuse: Fuse(), seed: seed)
    return try engine.sync(options: options)
  }
}
