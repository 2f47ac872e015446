import Foundation
import TestSupport

/// Runs seeds of the simulation: `simulate COUNT [FIRST [STRIDE]]`.
///
/// One seed alone is printed with all that happened. Stops after some failures.
@main enum Main {
  private static let failuresShown = 10

  static func main() {
    let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    let count = numbers.first ?? 100
    let first = numbers.dropFirst().first ?? 1
    let stride = numbers.dropFirst(2).first ?? 1

    var failures = 0
    var rounds = 0
    var seed = first
    while seed < first + count * stride, failures < failuresShown {
      let simulation = Simulation(seed: seed)
      do {
        try simulation.run()
        rounds = max(rounds, simulation.rounds)
        if count == 1 { print(simulation.trace.joined(separator: "\n")) }
      } catch {
        failures += 1
        print(error)
        fflush(nil)
      }
      seed += stride
    }
    let seeds = (seed - first) / stride
    print("\(seeds) seeds from \(first): \(failures) failed, at most \(rounds) rounds")
    exit(failures == 0 ? 0 : 1)
  }
}
