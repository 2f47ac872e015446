import Store
import Sync

extension Simulation {
  /// Somebody hears of the newest passphrase.
  func learn(_ machine: SimulatedMachine) {
    machine.person.newest = max(machine.person.newest, mover.keys.newestPassphrase)
  }

  /// A change of the folder's passphrase, often with a new key.
  ///
  /// Two machines may do it at once: whoever chooses the passphrase is one person, and takes the
  /// same one at both.
  func changePassphrase(_ machine: SimulatedMachine) throws {
    guard isEncrypted, !machine.isAway, !machine.folder.isMissing else { return }
    let memory = try machine.library.memory(ofFolder: machine.folder.name)
    guard let known = memory.flatMap({ SealedFiles(memory: $0) }) else { return }
    let there = mover.keys.newest(in: machine.folder.files).first?.generation ?? 0
    let next = max(known.generation, there) + 1
    let fuse = anyFuse()
    let beginsKey = random.chance(60)
    let engine = machine.engine(
      through: FaultySyncFolder(machine.folder, fuse: fuse),
      fuse: fuse,
      seed: random.next()
    )
    let source = machine.person.source
    var options = SyncOptions()
    options.passphrase = source
    var word = "changes the passphrase to \(next)" + (beginsKey ? " and the key" : "")
    do {
      try engine.changePassphrase(from: source, beginningNewKey: beginsKey) {
        Person.passphrase(next)
      }
      machine.person.newest = max(machine.person.newest, next)
    } catch is Fuse.Blown {
      machine.person.newest = max(machine.person.newest, next)
      word += ", and dies"
    } catch let error as SyncError {
      guard isExpected(error, at: machine, options) else { throw error }
      word += ", and stops: \(error.code)"
    }
    note(machine.name, word)
    mover.collect(from: machine.copy)
    if fuse.isBlown { try machine.reopen(seed: random.next()) }
  }
}
