/// A JSON value that keeps the order of its fields.
enum JSON {
  case null
  case bool(Bool)
  case integer(Int)
  /// Written to the hundredth.
  case fraction(Double)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  /// Absent values are left out of objects.
  static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  static func optional(_ number: Int?) -> JSON { number.map(JSON.integer) ?? .null }

  static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

  /// The value on one line.
  var line: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .fraction(let number): text += "\((number * 100).rounded() / 100)"
    case .string(let string): Self.write(string, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let fields):
      text += "{"
      var isFirst = true
      for (name, value) in fields {
        if case .null = value { continue }
        if !isFirst { text += "," }
        isFirst = false
        Self.write(name, to: &text)
        text += ":"
        value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _
      where scalar.value < 0x20 || scalar.value == 0x7f || scalar.value == 0x2028
        || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
