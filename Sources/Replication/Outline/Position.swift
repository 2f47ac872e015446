/// Where an entry stands among its siblings: a string that sorts by bytes.
///
/// A position is a path in the tree of Fugue (Weidner & Kleppmann, 2023): waypoints, each a name
/// that only one replica uses and an index. Odd indices are positions, the even one below is their
/// left side. What one replica inserts in a run shares a waypoint, so runs inserted at one place on
/// two machines do not interleave, and a run in either direction stays short.
public struct Position: Hashable, Sendable {
  public let text: String

  /// - Throws: ``CodecError`` when it holds anything but the digits of positions, or too many.
  public init(_ text: String) throws(CodecError) {
    guard !text.isEmpty, text.utf8.count <= Limits.positionLength,
      text.utf8.allSatisfy({ Base62.value(of: $0) != nil })
    else { throw CodecError("a position is malformed") }
    self.text = text
  }

  private init(waypoint: Substring, index: Int) {
    text = waypoint + Base62.ordered(index)
  }

  /// A position between two neighbours, for a new entry of `replica`; `nil` stands for the end on
  /// that side.
  public static func between(
    _ left: Position?,
    _ right: Position?,
    by replica: ReplicaID
  ) -> Position {
    let name = Base62.name(of: replica)
    if let left, let last = left.lastWaypoint, last.name == name,
      !(right?.text.hasPrefix(last.path) ?? false)
    {
      return Position(waypoint: last.path, index: last.index + 2)
    }
    if let right, let last = right.lastWaypoint, last.name == name,
      !(left?.text.hasPrefix(last.path) ?? false)
    {
      return Position(waypoint: last.path, index: last.index - 2)
    }
    // Right of its left neighbour in the tree, unless the right neighbour hangs there already.
    if let right, right.text.hasPrefix(left?.text ?? ""), let last = right.lastWaypoint {
      return Position(waypoint: last.path + Base62.ordered(last.index - 1) + name, index: 1)
    }
    return Position(waypoint: (left?.text ?? "") + name, index: 1)
  }

  /// The path up to and with the last waypoint's name, that name, and the index; `nil` where
  /// another writer's string does not have the form.
  private var lastWaypoint: (path: Substring, name: Substring, index: Int)? {
    var rest = text[...]
    var found: (path: Substring, name: Substring, index: Int)?
    while !rest.isEmpty {
      let name = rest.prefix(Base62.nameLength)
      rest = rest.dropFirst(Base62.nameLength)
      let path = text[..<rest.startIndex]
      guard name.count == Base62.nameLength, let index = Base62.takeOrdered(&rest) else {
        return nil
      }
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
  static let nameLength = 8

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

  static func takeOrdered(_ rest: inout Substring) -> Int? {
    guard let lead = rest.utf8.first.flatMap(value), lead != 31 else { return nil }
    let length = abs(lead - 31)
    guard length <= 10, rest.utf8.count > length else { return nil }
    var body = 0
    var bound = 1
    for digit in rest.utf8.dropFirst().prefix(length) {
      guard let value = value(of: digit) else { return nil }
      body = body * 62 + value
      bound *= 62
    }
    rest = rest.dropFirst(length + 1)
    return lead < 31 ? body - bound : body
  }
}
