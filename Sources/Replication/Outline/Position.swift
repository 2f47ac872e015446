/// Where an entry stands among its siblings: a string that sorts by bytes.
///
/// A position is a path in the tree of Fugue (Weidner & Kleppmann, 2023): waypoints, each a name
/// that only one replica uses and an index. Odd indices are positions, the even one below is their
/// left side. What one replica inserts in a run shares a waypoint, so runs inserted at one place on
/// two machines do not interleave, and a run in either direction stays short.
public struct Position: Hashable, Sendable {
  public let text: String

  /// Reads a position.
  ///
  /// - Throws: ``CodecError`` when it is not made of waypoints, or too long. Each has one spelling,
  ///   so that sorting by bytes is sorting by path.
  public init(_ text: String) throws(CodecError) {
    guard text.utf8.count <= Limits.positionLength, let last = Self.lastWaypoint(of: text),
      !last.index.isMultiple(of: 2)
    else { throw CodecError("a position is malformed") }
    self.text = text
  }

  private init(waypoint: Substring, index: Int) {
    text = waypoint + Base62.ordered(index)
  }

  /// A position between two neighbours, for a new entry of `replica`; `nil` stands for the end on
  /// that side.
  ///
  /// Where there is no room, because the neighbours share a position or any between them would be
  /// too long to be read, a neighbour's is shared: the order is then that of the entries' ids.
  public static func between(
    _ left: Position?,
    _ right: Position?,
    by replica: ReplicaID
  ) -> Position {
    if let left, left == right { return left }
    let position = unbounded(between: left, right, by: replica)
    guard position.text.utf8.count > Limits.positionLength else { return position }
    return left ?? right ?? position
  }

  private static func unbounded(
    between left: Position?,
    _ right: Position?,
    by replica: ReplicaID
  ) -> Position {
    let name = Base62.name(of: replica)
    if let left, let last = lastWaypoint(of: left.text), last.name == name,
      last.index + 2 <= Base62.farthest, !(right?.text.hasPrefix(last.path) ?? false)
    {
      return Position(waypoint: last.path, index: last.index + 2)
    }
    if let right, let last = lastWaypoint(of: right.text), last.name == name,
      last.index - 2 >= -Base62.farthest, !(left?.text.hasPrefix(last.path) ?? false)
    {
      return Position(waypoint: last.path, index: last.index - 2)
    }
    // Right of its left neighbour in the tree, unless the right neighbour hangs there already.
    if let right, right.text.hasPrefix(left?.text ?? ""),
      let last = lastWaypoint(of: right.text)
    {
      return Position(waypoint: last.path + Base62.ordered(last.index - 1) + name, index: 1)
    }
    return Position(waypoint: (left?.text ?? "") + name, index: 1)
  }

  /// The path up to and with the last waypoint's name, that name, and the index; `nil` where the
  /// text does not have the form.
  private static func lastWaypoint(
    of text: String
  ) -> (path: Substring, name: Substring, index: Int)? {
    var rest = text[...]
    var found: (path: Substring, name: Substring, index: Int)?
    while !rest.isEmpty {
      guard let name = Base62.takeName(&rest) else { return nil }
      let path = text[..<rest.startIndex]
      guard let index = Base62.takeOrdered(&rest) else { return nil }
      found = (path, name, index)
    }
    return found
  }
}

extension Position: Comparable {
  public static func < (left: Position, right: Position) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

/// Digits whose ASCII order is their order.
private enum Base62 {
  static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let nameLength = 8

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
  /// Enough that two replicas of one library never share a name by chance. If they did, their runs could interleave, and entries would still have one order.
  static func name(of replica: ReplicaID) -> Substring {
    number(replica.high >> 17, length: nameLength)
  }

  static func takeName(_ rest: inout Substring) -> Substring? {
    let name = rest.utf8.prefix(nameLength)
    guard name.count == nameLength, name.allSatisfy({ value(of: $0) != nil }) else { return nil }
    rest = rest[name.endIndex...]
    return Substring(name)
  }

  private static func number(_ number: UInt64, length: Int) -> Substring {
    var rest = number
    var text: [UInt8] = []
    for _ in 0..<length {
      text.append(digits[Int(rest % 62)])
      rest /= 62
    }
    return Substring(decoding: text.reversed(), as: UTF8.self)
  }

  /// A signed integer as digits that sort like it and end by themselves: the first says the sign and
  /// how many follow.
  static func ordered(_ index: Int) -> String {
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
    return String(decoding: [lead], as: UTF8.self) + number(UInt64(body), length: length)
  }

  /// Takes what ``ordered(_:)`` makes, and nothing else that would say the same.
  static func takeOrdered(_ rest: inout Substring) -> Int? {
    guard let lead = rest.utf8.first.flatMap(value) else { return nil }
    let length = abs(lead - 31)
    let digits = rest.utf8.dropFirst().prefix(length)
    guard (1...9).contains(length), digits.count == length else { return nil }
    var body = 0
    var bound = 1
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      body = body * 62 + value
      bound *= 62
    }
    let index = lead < 31 ? body - bound : body
    guard abs(index) <= farthest, rest.hasPrefix(ordered(index)) else { return nil }
    rest = rest[digits.endIndex...]
    return index
  }
}
