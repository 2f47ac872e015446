import Foundation
import Sync

extension Simulation {
  /// The folder begins at one machine; the others join when its identity is there.
  func begin() throws {
    if let place {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    let first = try addMachine()
    first.pending += try first.scribe.begin(first.library, &ledger, &lines, &random)
    try calmSync(first)
    if let stick { try calmSync(first, through: stick) }
    // Few meet more often.
    let count = min(
      Int.random(in: scenario.machines, using: &random),
      Int.random(in: scenario.machines, using: &random)
    )
    for _ in 1..<count { try join() }
    if random.chance(30) { try joinNewer() }
  }

  private func addFolder(_ name: String) -> (copy: Int, folder: LaggingFolder) {
    let real = isInDirectories ? place?.appendingPathComponent("\(name)-folder") : nil
    let directory = real.map { RealDirectory($0, seed: random.next()) }
    // One name: whatever copy it is, a library remembers it as the one folder.
    let folder = LaggingFolder(name: "/library", in: directory)
    return (mover.add(folder), folder)
  }

  func addMachine(opening directory: URL? = nil) throws -> SimulatedMachine {
    let name = nextName("m")
    let (copy, folder) = addFolder(name)
    let clock = ManualClock()
    if random.chance(40) { clock.advance(by: anyTime(years: 10)) }
    let machine = try SimulatedMachine(
      name,
      copy: copy,
      folder: folder,
      directory: directory ?? (isOnDisk ? place?.appendingPathComponent(name) : nil),
      clock: clock,
      seed: random.next(),
      opening: directory != nil
    )
    machine.scribe.keepsLarge = keepsLarge
    learn(machine)
    machine.usesStick = stick != nil && (machines.isEmpty || random.chance(50))
    if keepsLarge, random.chance(80) { choosePolicy(machine) }
    machines.append(machine)
    return machine
  }

  func join() throws {
    let machine = try addMachine()
    mover.bring(directories: [], to: machine.copy)
    if random.chance(50) {
      move(machine)
      machine.folder.isMissing = false
    }
    if random.chance(50) { try write(machine) }
    try calmSync(machine)
    if random.chance(10) {
      machine.isAway = true
      machine.staysAway = true
    }
  }

  private func joinNewer() throws {
    let name = nextName("m")
    let (copy, folder) = addFolder(name)
    let machine = NewerMachine(name, copy: copy, folder: folder, seed: random.next())
    newer.append(machine)
    mover.bring(directories: [], to: copy)
    machine.write(&random)
    try sync(machine)
    mover.release(copy)
  }
}
