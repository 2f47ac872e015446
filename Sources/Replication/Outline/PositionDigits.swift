/// Names and indices as digits whose ASCII order is their order.
enum PositionDigits {
  static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let nameLength = 8

  /// Stands for the name of the waypoint before: less than every name.
  static let sameName = digits[0]

  /// A name begins with a lesser digit than this one, a letter for one spelled out before is this
  /// one or greater.
  static let firstReference = 41
  /// How many names can have a letter.
  static let references = 62 - firstReference

  /// The greatest index, either side of zero: even, so that a position has a left side.
  static let farthest = 1 << 52

  static func value(of digit: UInt8) -> Int? {
    switch digit {
    case 48...57: Int(digit) - 48
    case 65...90: Int(digit) - 55
    case 97...122: Int(digit) - 61
    default: nil
    }
  }

  /// 47 bits of a replica's id.
  ///
  /// Enough that two replicas of one library never share a name by chance. If they did, their runs
  /// could interleave, and entries would still have one order.
  static func name(of replica: ReplicaID) -> [UInt8] {
    number(leastName + (replica.high >> 17), length: nameLength)
  }

  /// The least number of eight digits without a leading zero.
  private static let leastName: UInt64 = 3_521_614_606_208

  static func takeName(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    let name = rest.prefix(nameLength)
    guard name.count == nameLength, name.allSatisfy({ value(of: $0) != nil }) else { return nil }
    rest = rest.dropFirst(nameLength)
    return Array(name)
  }

  private static func number(_ number: UInt64, length: Int) -> [UInt8] {
    var rest = number
    var text: [UInt8] = []
    for _ in 0..<length {
      text.append(digits[Int(rest % 62)])
      rest /= 62
    }
    return text.reversed()
  }

  /// A signed integer as digits that sort like it and end by themselves: the first says the sign and
  /// how many follow.
  static func ordered(_ index: Int) -> [UInt8] {
    let magnitude = index.magnitude
    var length = 1
    var bound: UInt = 62
    while magnitude >= bound {
      length += 1
      bound *= 62
    }
    let lead = digits[index < 0 ? 31 - length : 31 + length]
    // Below zero, more means less: the complement turns the order round.
    let body = index < 0 ? bound - magnitude : magnitude
    return [lead] + number(UInt64(body), length: length)
  }

  /// Takes what ``ordered(_:)`` makes, and nothing else that would say the same.
  static func takeOrdered(_ rest: inout ArraySlice<UInt8>) -> Int? {
    guard let lead = rest.first.flatMap(value) else { return nil }
    let length = abs(lead - 31)
    let digits = rest.dropFirst().prefix(length)
    guard (1...9).contains(length), digits.count == length else { return nil }
    var body = 0
    var bound = 1
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      body = body * 62 + value
      bound *= 62
    }
    let index = lead < 31 ? body - bound : body
    guard abs(index) <= farthest, rest.starts(with: ordered(index)) else { return nil }
    rest = rest.dropFirst(length + 1)
    return index
  }
}
