import CZlib

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The content of a file, unpacked when it is gzip (RFC 1952).
///
/// - Throws: ``TraceFailure`` when it cannot be read or its gzip is torn.
func contents(ofFile path: String) throws(TraceFailure) -> [UInt8] {
  guard let file = gzopen(path, "rb") else {
    throw TraceFailure("cannot be opened: \(String(cString: strerror(errno)))")
  }
  var bytes: [UInt8] = []
  var failure: String?
  while failure == nil {
    var count: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, filled in
      count = gzread(file, buffer.baseAddress, UInt32(buffer.count))
      filled = max(0, Int(count))
    }
    if count < 0 { failure = reason(of: file, path) }
    guard count > 0 else { break }
    bytes += chunk
  }
  // Whether the last part was whole only closing tells.
  let isWhole = gzclose(file) == Z_OK
  if let failure { throw TraceFailure("cannot be read: \(failure)") }
  guard isWhole else { throw TraceFailure("cannot be read: it ends in the middle") }
  return bytes
}

private func reason(of file: gzFile, _ path: String) -> String {
  var code: Int32 = 0
  let reason = String(cString: gzerror(file, &code))
  let prefix = "\(path): "
  return reason.hasPrefix(prefix) ? String(reason.dropFirst(prefix.count)) : reason
}
