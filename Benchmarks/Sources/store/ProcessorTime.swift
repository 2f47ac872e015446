import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension ProcessInfo {
  /// What this process has used of processors so far.
  var processorMilliseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
