import Foundation

/// The same numbers for the same seed everywhere (SplitMix64).
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  mutating func chance(_ rate: Double) -> Bool { fraction() < rate }

  /// As many short ones as long ones, on a scale of their logarithms.
  mutating func length(from least: Int, to most: Int) -> Int {
    let range = log(Double(most)) - log(Double(least))
    return Int(exp(log(Double(least)) + fraction() * range).rounded())
  }
}

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

struct Times {
  private var seconds: [Double] = []

  mutating func measure<Result>(_ body: () -> Result) -> Result {
    let start = processorSeconds()
    defer { seconds.append(processorSeconds() - start) }
    return body()
  }

  /// `12.3 / 45.6 / 78.9 ms`: the median, the 99th percentile, the most.
  var summary: String {
    let sorted = seconds.sorted()
    guard let most = sorted.last else { return "–" }
    let times = [sorted[sorted.count / 2], sorted[(sorted.count - 1) * 99 / 100], most]
    return times.map { String(format: "%.2f", $0 * 1000) }.joined(separator: " / ") + " ms"
  }
}
