import Foundation
import TestSupport
import Testing

/// Real libraries through lagging copies of one folder, with all that goes wrong: see ``Simulation``.
///
/// A few seeds by default; `CLIP_SEEDS` sets how many, `CLIP_SEED` the first. Thousands are run by
/// `Scripts/simulate.sh`, which is built for speed.
@Suite struct Simulations {
  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  static let seeds: [UInt64] = {
    let first = number("CLIP_SEED")
    let count = number("CLIP_SEEDS") ?? (first == nil ? 12 : 1)
    return (0..<count).map { (first ?? 1) + $0 }
  }()

  @Test(arguments: seeds)
  func `end with equal libraries that hold all that was acknowledged`(seed: UInt64) throws {
    try Simulation(seed: seed).run()
  }

  @Test func `are the same for the same seed`() throws {
    // Given a seed that keeps its libraries on disk, and one in memory
    for seed: UInt64 in [1, 2, 3, 4] {
      let first = Simulation(seed: seed)
      let second = Simulation(seed: seed)
      try first.run()
      try second.run()
      // Then everything happens twice in the same way
      #expect(first.trace == second.trace)
    }
  }
}
