import Sync

extension Simulation {
  /// One thing that somebody does, or that happens to them.
  func step() throws {
    guard let machine = random.pick(machines) else { return }
    machine.clock.advance(by: Int64(random.number(below: 60_000)))
    switch random.weighted([24, 28, 40, 2, 2, 6, 6, 3, 5, 1, 2, 4, 6, keepsLarge ? 8 : 0]) {
    case 0: try write(machine)
    case 1: try sync(machine)
    case 2: if !machine.isAway { move(machine) }
    case 3:
      let drift = random.chance(50) ? anyTime(years: 10) : -Int64(random.number(below: 7_200_000))
      machine.clock.advance(by: drift)
      note(machine.name, "clock jumps by \(drift)")
    case 4: if !machine.staysAway { machine.isAway.toggle() }
    case 5: try backUp(machine)
    case 6: try putBack(machine)
    case 7: try clone(machine)
    case 8: try stepNewer()
    case 9: if machines.count < 8 { try join() }
    case 10: try retire(at: machine)
    case 11: try changePassphrase(machine)
    case 12: try syncStick(machine)
    default: try fetch(machine)
    }
    try checkRules(at: machine)
  }

  func write(_ machine: SimulatedMachine) throws {
    let purges = ledger.purges
    for _ in 0...random.number(below: 3) {
      let edits = try machine.scribe.write(machine.library, &ledger, &lines, &random)
      machine.pending += edits
    }
    note(machine.name, ledger.purges > purges ? "writes and purges" : "writes")
  }

  func move(_ machine: SimulatedMachine) {
    let words = mover.move(at: machine.copy, of: machine.directories, &random)
    note(machine.name, "mover \(words)")
  }

  private func stepNewer() throws {
    guard let machine = random.pick(newer) else { return }
    switch random.number(below: 3) {
    case 0: machine.write(&random)
    case 1:
      let words = mover.move(at: machine.copy, of: machine.directories, &random)
      note(machine.name, "mover \(words)")
    default:
      do {
        try sync(machine)
      } catch is SyncError {
        // The mover took the identity away, or made its own files those of a newer one still.
      }
    }
  }

  @discardableResult
  func sync(_ machine: NewerMachine) throws -> SyncReport {
    defer { mover.collect(from: machine.copy) }
    var options = SyncOptions()
    options.passphrase = Person(newest: mover.keys.newestPassphrase).source
    return try machine.sync(through: machine.folder, options: options, seed: random.next())
  }

  func checkRules(at machine: SimulatedMachine) throws {
    if let violation = machine.folder.violation ?? mover.violation ?? stick?.violation {
      throw failed("\(machine.name): \(violation)")
    }
  }

  /// Nothing was reported damaged that was whole when the sync began.
  func checkReport(
    _ report: SyncReport,
    _ machine: SimulatedMachine,
    before files: [String: [UInt8]]
  ) throws {
    for file in report.damaged where mover.isOriginal(files[file.name], of: file.name) {
      throw failed("\(machine.name) reports \(file.name), which is whole: \(file.reason)")
    }
  }
}
