#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One line of the answer: an object of texts, numbers and lists.
///
/// Foundation's encoder would double the size of a program that must start quickly.
struct JSONLine {
  private var bytes: [UInt8] = Array("{".utf8)

  init(kind: String) {
    append("kind", kind)
  }

  private init() {}

  /// An object within a list, which needs no kind.
  static func bare() -> JSONLine { JSONLine() }

  mutating func append(_ key: String, _ text: String?) {
    guard let text else { return }
    name(key)
    append(quoted: text)
  }

  mutating func append(_ key: String, _ number: Int) {
    name(key)
    bytes += "\(number)".utf8
  }

  mutating func append(_ key: String, _ numbers: [Double]) {
    name(key)
    append(numbers)
  }

  mutating func append(_ key: String, _ rows: [[Double]]) {
    name(key)
    bytes.append(UInt8(ascii: "["))
    for (index, row) in rows.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(row)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func append(_ key: String, _ lines: [JSONLine]) {
    name(key)
    bytes.append(UInt8(ascii: "["))
    for (index, line) in lines.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += line.bytes
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Writes the line to standard output.
  ///
  /// - Returns: whether all of it went out.
  @discardableResult
  func print() -> Bool {
    let line = bytes + Array("}\n".utf8)
    var written = 0
    while written < line.count {
      let count = line[written...].withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  private mutating func name(_ key: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    append(quoted: key)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func append(_ numbers: [Double]) {
    bytes.append(UInt8(ascii: "["))
    for (index, number) in numbers.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      // A broken document's numbers may be beyond all bounds; a hundredth of a point is enough.
      let bounded = number.isFinite ? min(max(number, -1e6), 1e6) : 0
      let hundredths = Int((bounded * 100).rounded())
      let part = abs(hundredths) % 100
      let sign = hundredths < 0 ? "-" : ""
      bytes += "\(sign)\(abs(hundredths) / 100)".utf8
      if part > 0 { bytes += (part < 10 ? ".0\(part)" : ".\(part)").utf8 }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<32:
        let digits = Array("0123456789abcdef".utf8)
        bytes += "\\u00".utf8
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
