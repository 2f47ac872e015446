import TestSupport
import Testing

/// A seed of the simulation that found something, kept with what it found: a fault that was in the
/// code, or one that was planted.
///
/// It finds it as long as the simulation draws the same. Whoever changes what is drawn plants these
/// faults once more and looks with `Scripts/simulate.sh` for seeds that tell.
struct NamedSeed: CustomTestStringConvertible {
  let seed: UInt64
  let fault: String
  let scenario: Simulation.Scenario

  init(_ seed: UInt64, _ fault: String, in scenario: Simulation.Scenario = .longer) {
    self.seed = seed
    self.fault = fault
    self.scenario = scenario
  }

  var testDescription: String { "\(seed): \(fault)" }

  static let all = [
    NamedSeed(37, "a purged page stays in a pack that was misread once"),
    NamedSeed(106, "a segment with what was purged stays when it comes back"),
    NamedSeed(119, "a library that was put back goes on under its old id"),
    NamedSeed(1, "changes do not wait for what they depend on"),
    NamedSeed(3, "a retired replica goes on"),
    NamedSeed(351, "nobody reads the packs that only a copy of a head names"),
    NamedSeed(1564, "an older head names what was purged since, when the newest is damaged"),
    NamedSeed(1697, "nobody reads a history that only a copy of a head names"),
    NamedSeed(1502, "what follows a branch waits where that has another name", in: .init()),
    NamedSeed(
      1623,
      "a branch that gets another name changes the order of what was typed",
      in: .init()
    ),
    NamedSeed(7071, "changes that were published after all move to a new id", in: .init()),
    NamedSeed(7495, "a purged attachment stays that a carrier brings late", in: .init()),
    NamedSeed(8308, "what the head of a retired replica looks for is sent", in: .init()),
  ]
}

@Suite struct SeedsThatFoundSomething {
  @Test(arguments: NamedSeed.all)
  func `find nothing any more`(named: NamedSeed) throws {
    try Simulation(seed: named.seed, scenario: named.scenario).run()
  }
}
