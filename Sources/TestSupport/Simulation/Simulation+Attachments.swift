import Replication
import Store
import Sync

extension Simulation {
  /// Somebody wants other attachments of the folder from now on, or looks at one.
  func fetch(_ machine: SimulatedMachine) throws {
    guard keepsLarge, !machine.isAway else { return }
    guard random.chance(90), machine.policy != .all,
      let hash = random.pick(try machine.library.missingAttachments())
    else { return choosePolicy(machine) }
    let options = options(of: machine, isCalm: false)
    do {
      let engine = machine.engine(through: machine.folder, fuse: Fuse(), seed: random.next())
      let isHere = try engine.fetchAttachment(hash, options: options)
      note(machine.name, "\(isHere ? "fetches" : "cannot fetch") an attachment")
    } catch let error as SyncError {
      guard isExpected(error, at: machine, options) else { throw error }
      note(machine.name, "cannot fetch an attachment: \(error.code)")
    }
    mover.collect(from: machine.copy)
  }

  func choosePolicy(_ machine: SimulatedMachine) {
    machine.policy = random.pick(SyncOptions.AttachmentPolicy.allCases) ?? .all
    machine.saysPolicy = true
    if random.chance(30) { machine.policy = .none }
    note(machine.name, "wants \(machine.policy) attachments")
  }

  /// What a machine wants is there, and what it left in the folder comes when it is asked for.
  func checkAttachments(of machine: SimulatedMachine) throws {
    let library = machine.library
    let missing = try library.missingAttachments()
    let wanted =
      switch machine.policy {
      case .all: missing
      case .used: try missing.filter { try library.isUsed($0) }
      case .none: [Digest]()
      }
    try expect(wanted.isEmpty, "\(machine.name) lacks attachments \(wanted)")
    try expect(missing.isEmpty || keepsLarge, "\(machine.name) lacks small attachments")
    for hash in random.pick(2, of: missing) {
      let engine = machine.engine(through: machine.folder, fuse: Fuse(), seed: random.next())
      let options = options(of: machine, isCalm: true)
      let isHere = try engine.fetchAttachment(hash, options: options)
      try expect(isHere, "\(machine.name) cannot fetch \(hash)")
    }
  }
}
