import Foundation
import Store

extension Simulation {
  func backUp(_ machine: SimulatedMachine) throws {
    guard let place, machine.directory != nil else { return }
    let backup = place.appendingPathComponent(nextName("backup-"))
    try machine.backUp(to: backup, edits: ledger.count)
    note(machine.name, "is backed up")
  }

  func putBack(_ machine: SimulatedMachine) throws {
    guard let backup = random.pick(machine.backups) else { return }
    ledger.lose(try machine.putBack(backup, seed: random.next()))
    let name = backup.directory.lastPathComponent
    if random.chance(40) {
      // The whole disk: what it published since is still on its way back to it.
      mover.putBack(machine.copy, to: backup.files, forking: machine.directories)
      note(machine.name, "is put back to \(name) with its folder")
    } else {
      mover.bring(directories: machine.directories, to: machine.copy)
      note(machine.name, "is put back to \(name)")
    }
  }

  /// The library's directory on another machine, with its copy of the folder or an empty one.
  func clone(_ machine: SimulatedMachine) throws {
    guard let place, let directory = machine.directory, machines.count < 8 else { return }
    let other = place.appendingPathComponent(nextName("clone-"))
    try FileManager.default.copyItem(at: directory, to: other)
    let clone = try addMachine(opening: other)
    if random.chance(50) { clone.folder.files = machine.folder.files }
    mover.bring(directories: [], to: clone.copy)
    clone.saysPolicy = true
    note(clone.name, "is a clone of \(machine.name)")
    if random.chance(50) { try write(clone) }
    try calmSync(clone)
  }

  /// Somebody gives another machine up: it comes back all the same and goes on as a new replica, or
  /// it is really lost.
  func retire(at machine: SimulatedMachine) throws {
    guard let other = random.pick(machines.filter({ $0 !== machine })) else { return }
    let replica = try other.library.replica
    guard try replica != machine.library.replica else { return }
    try machine.library.write { _ = try $0.retire(replica) }
    note(machine.name, "retires \(other.name)")
    guard machines.count > 2, random.chance(30) else { return }
    machines.removeAll { $0 === other }
    ledger.lose(other.pending)
    note(other.name, "is lost")
  }
}
