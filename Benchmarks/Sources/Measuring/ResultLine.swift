/// One JSON object on one line: what a measurement found, in the order in which it was added.
public struct ResultLine: CustomStringConvertible {
  private var members: [String] = []

  public init() {}

  public mutating func append(_ name: String, _ text: String) {
    members.append("\(Self.quoted(name)):\(Self.quoted(text))")
  }

  public mutating func append(_ name: String, _ number: Int?) {
    members.append("\(Self.quoted(name)):\(number.map(String.init) ?? "null")")
  }

  public mutating func append(_ name: String, _ flag: Bool) {
    members.append("\(Self.quoted(name)):\(flag)")
  }

  /// To three places.
  public mutating func append(milliseconds name: String, _ time: Double) {
    members.append("\(Self.quoted(name)):\((time * 1000).rounded() / 1000)")
  }

  public var description: String { "{\(members.joined(separator: ","))}" }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
