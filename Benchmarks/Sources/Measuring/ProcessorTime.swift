#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What this process has used of processors: other programs on the machine disturb it little.
public enum ProcessorTime {
  public static var milliseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }

  private static let mostRuns = 100

  /// What one run takes.
  public static func milliseconds<Result>(
    of run: () throws -> Result
  ) rethrows -> (Double, Result) {
    let start = milliseconds
    let result = try run()
    return (milliseconds - start, result)
  }

  /// The median of runs, after one to warm up: of at least so many, and of more while all of them took
  /// less than a tenth of a second.
  ///
  /// Each is given what its own preparation makes, which is not timed, and may change it. The last result is returned,
  /// so that none is optimized away.
  public static func median<Prepared, Result>(
    ofRuns least: Int,
    preparing prepare: () throws -> Prepared,
    run: (inout Prepared) throws -> Result
  ) rethrows -> (Double, Result) {
    var prepared = try prepare()
    var result = try run(&prepared)
    var times: [Double] = []
    while times.count < least || (times.reduce(0, +) < 100 && times.count < mostRuns) {
      prepared = try prepare()
      let (time, latest) = try milliseconds { try run(&prepared) }
      result = latest
      times.append(time)
    }
    return (times.median, result)
  }

  public static func median<Result>(
    ofRuns least: Int,
    _ run: () throws -> Result
  ) rethrows -> (Double, Result) {
    try median(ofRuns: least, preparing: {}, run: { _ in try run() })
  }
}

extension [Double] {
  fileprivate var median: Double {
    let sorted = sorted()
    return isEmpty ? 0 : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
