import Replication
import Store
import Sync

extension Simulation {
  /// Good copies of everything arrive, and all sync in turn until nobody has anything to write.
  func quieten() throws {
    trace.append("the faults end")
    var isQuiet = false
    while !isQuiet && rounds < Self.quietRounds {
      rounds += 1
      isQuiet = true
      func take(_ report: SyncReport, _ name: String) {
        if report.files.written > 0 || report.received > 0 { isQuiet = false }
        note(name, report.inWords)
      }
      for machine in machines {
        bringBack(machine)
        settle(machine.folder, machine.copy)
        take(try calmSync(machine), machine.name)
        if let stick, machine.usesStick {
          take(try calmSync(machine, through: stick), "\(machine.name) at the stick")
          try checkRules(at: machine)
        }
      }
      for machine in newer {
        settle(machine.folder, machine.copy)
        take(try sync(machine), machine.name)
      }
    }
    try expect(isQuiet, "it is not quiet after \(rounds) rounds")
  }

  /// From wherever it was, perhaps years later.
  private func bringBack(_ machine: SimulatedMachine) {
    guard machine.isAway else { return }
    machine.isAway = false
    if random.chance(50) { machine.clock.advance(by: anyTime(years: 5)) }
  }

  func settle(_ folder: LaggingFolder, _ copy: Int) {
    folder.isMissing = false
    mover.settle(copy)
  }

  func checkEnd() throws {
    guard let first = machines.first else { return }
    let expected = try first.library.check()
    for machine in machines {
      settle(machine.folder, machine.copy)
      let report = machine === first ? expected : try machine.library.check()
      try expect(report.problems.isEmpty, "\(machine.name): \(report.problems.prefix(3))")
      try expect(report.digest == expected.digest, "\(machine.name) and \(first.name) differ")
      let isRetired = try machine.library.retired.contains(try machine.library.replica)
      try expect(!isRetired, "\(machine.name) goes on though it is retired")
    }
    let missing = try ledger.missing(in: first.library)
    try expect(missing.isEmpty, missing.prefix(5).joined(separator: "; "))
    for machine in newer { try checkSameChanges(machine.log, first.library) }
    try checkPurges()
    try checkSealing()
    for machine in machines {
      guard let other = random.pick(machines) else { continue }
      try checkRest(machine, other.folder)
      try checkRest(machine, machine.folder)
      if let stick, machine.usesStick { try checkRest(machine, stick) }
    }
    for machine in machines { try checkAttachments(of: machine) }
    if random.chance(20) { try checkNewcomer(expected.digest) }
  }

  private func checkSameChanges(_ log: MemoryChangeLog, _ library: Library) throws {
    let version = try log.version
    let expected = try library.version
    try expect(version == expected, "a newer clip has \(version), the others \(expected)")
    for last in version.entries {
      let tip = try log.hash(of: last)
      try expect(try library.hash(of: last) == tip, "a newer clip has another history to \(last)")
    }
  }

  /// Applying a folder again changes nothing and writes nothing.
  private func checkRest(_ machine: SimulatedMachine, _ folder: LaggingFolder) throws {
    let files = folder.files
    let digest = try machine.library.digest()
    let report: SyncReport
    if folder === stick {
      report = try calmSyncStick(machine, folder)
    } else {
      report = try machine.sync(
        through: folder,
        options: options(of: machine, isCalm: true),
        seed: random.next()
      )
    }
    try expect(
      report.files.written == 0 && report.received == 0 && report.waiting == 0
        && report.damaged.isEmpty && report.notes.isEmpty,
      "\(machine.name) is not at rest with \(folder.name): \(report)"
    )
    try expect(folder.files == files, "\(machine.name) changed a folder with nothing new")
    try expect(try machine.library.digest() == digest, "\(machine.name) changed with nothing new")
  }

  /// Whoever joins gets everything.
  private func checkNewcomer(_ digest: Digest) throws {
    let machine = try addMachine()
    settle(machine.folder, machine.copy)
    try calmSync(machine)
    try expect(try machine.library.digest() == digest, "a newcomer does not get everything")
  }
}
