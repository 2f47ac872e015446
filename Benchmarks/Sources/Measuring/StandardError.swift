#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Says something to the person, beside the results.
public func complain(_ message: String) {
  let line = Array((message + "\n").utf8)
  _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
