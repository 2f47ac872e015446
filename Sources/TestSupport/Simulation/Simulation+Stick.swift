import Store
import Sync

extension Simulation {
  /// The second folder is plugged in at a machine, which syncs with it.
  func syncStick(_ machine: SimulatedMachine) throws {
    guard let stick, machine.usesStick else { return }
    let isFirst = try machine.library.memory(ofFolder: stick.name) == nil
    if !isFirst, random.chance(20) { loseFromStick(stick) }
    // A folder is not left half begun for another machine to meet.
    let fuse = isFirst ? Fuse() : anyFuse()
    do {
      let report = try syncStick(machine, stick, FaultySyncFolder(stick, fuse: fuse), fuse)
      note(machine.name, "syncs the stick: \(report.inWords)")
    } catch is Fuse.Blown {
      note(machine.name, "dies at call \(fuse.calls) at the stick")
    }
    if fuse.isBlown { try machine.reopen(seed: random.next()) }
  }

  func calmSyncStick(_ machine: SimulatedMachine, _ stick: LaggingFolder) throws -> SyncReport {
    try syncStick(machine, stick, stick, Fuse())
  }

  private func syncStick(
    _ machine: SimulatedMachine,
    _ stick: LaggingFolder,
    _ folder: any SyncFolder,
    _ fuse: Fuse
  ) throws -> SyncReport {
    machine.watch(stick)
    var options = SyncOptions()
    options.encrypts = isEncrypted
    options.passphrase = isEncrypted ? Person().source : .none
    options.attachments = machine.policy
    return try machine.sync(through: folder, options: options, fuse: fuse, seed: random.next())
  }

  private func loseFromStick(_ stick: LaggingFolder) {
    let paths = stick.files.keys.filter {
      $0.hasPrefix("replicas/") || $0.hasPrefix("attachments/")
    }
    guard let path = random.pick(paths.sorted()) else { return }
    stick.files[path] = nil
    note("stick", "loses \(path)")
  }
}
