/// Where an entry stands among its siblings: a string that sorts by bytes.
///
/// A position is a path of waypoints, each a name that only one replica uses there and an index; what
/// a replica inserts goes under the deepest waypoint of its own that its neighbours share, at an
/// index midway between theirs. Where it has none, or no index is left, it opens one right of its
/// left neighbour, or left of the right one where that already hangs there. So what one replica
/// inserts at a place stays together, runs made at one place on two machines do not interleave, and
/// a path grows only when replicas insert between each other's entries, or one halves a gap often:
/// then a waypoint without a name lies in the gap, before what others put there.
///
/// Weidner & Kleppmann, *The Art of the Fugue* (2023), whose tree this spells; Weidner,
/// *position-strings* (2023), for one waypoint a run.
public struct Position: Hashable, Sendable {
  public let text: String

  /// Reads a position.
  ///
  /// - Throws: ``CodecError`` when it is not made of waypoints, or too long. Each has one spelling,
  ///   so that sorting by bytes is sorting by path.
  public init(_ text: String) throws(CodecError) {
    guard text.utf8.count <= Limits.positionLength, let path = PositionPath(text),
      let last = path.waypoints.last, !last.index.isMultiple(of: 2)
    else { throw CodecError("a position is malformed") }
    self.text = text
  }

  private init(_ bytes: [UInt8]) {
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// A position between two neighbours, for a new entry of `replica`; `nil` stands for the end on
  /// that side.
  ///
  /// Where there is no room, because the neighbours share a position or any between them would be
  /// too long to be read, a neighbour's is shared: the order is then that of the entries' ids.
  /// - Complexity: O(length of the neighbours).
  public static func between(
    _ left: Position?,
    _ right: Position?,
    by replica: ReplicaID
  ) -> Position {
    if let left, left == right { return left }
    let name = PositionDigits.name(of: replica)
    let (lower, upper) = (left.map(path), right.map(path))
    let position = Position(
      onOwnWaypoint(of: name, lower, upper) ?? onNewWaypoint(of: name, lower, upper)
    )
    guard position.text.utf8.count > Limits.positionLength else { return position }
    return left ?? right ?? position
  }

  private static func path(_ position: Position) -> PositionPath {
    guard let path = PositionPath(position.text) else {
      preconditionFailure("a position is made of waypoints")
    }
    return path
  }

  /// `nil` when neither neighbour is below a waypoint of the name that has room.
  private static func onOwnWaypoint(
    of name: [UInt8],
    _ left: PositionPath?,
    _ right: PositionPath?
  ) -> [UInt8]? {
    if let left, let own = left.waypoints.last(where: { $0.name == name }) {
      let waypoint = left.text[..<own.indexStart]
      // Beside an entry that left its left side to others nothing of its own is begun.
      let lower = own.index | 1
      let upper = right?.index(below: waypoint)
      if let index = index(between: lower, upper) {
        return waypoint + PositionDigits.ordered(index)
      }
      if lower < upper ?? PositionDigits.farthest {
        let gap = waypoint + PositionDigits.ordered(lower + 1) + [PositionDigits.sameName]
        if let index = index(between: nil, right?.index(below: gap)) {
          return gap + PositionDigits.ordered(index)
        }
      }
    }
    if let right, let own = right.waypoints.last(where: { $0.name == name }) {
      let waypoint = right.text[..<own.indexStart]
      // Were the left one below it too, it would have been tried above.
      if left?.index(below: waypoint) == nil, let index = index(between: nil, own.index) {
        return waypoint + PositionDigits.ordered(index)
      }
    }
    return nil
  }

  private static func onNewWaypoint(
    of name: [UInt8],
    _ left: PositionPath?,
    _ right: PositionPath?
  ) -> [UInt8] {
    if let right, right.text.starts(with: left?.text ?? []), let last = right.waypoints.last {
      let side = right.text[..<last.indexStart] + PositionDigits.ordered(last.index - 1)
      return side + right.spelling(of: name) + PositionDigits.ordered(1)
    }
    return (left?.text ?? []) + (left?.spelling(of: name) ?? name) + PositionDigits.ordered(1)
  }

  /// How far apart entries of a run are: so many that a few more fit between any two of them.
  private static let stride = 1 << 10

  /// An odd index midway between two, or a stride from the only one; `nil` when there is none.
  ///
  /// Even indices are the left sides of the odd ones that follow them.
  private static func index(between lower: Int?, _ upper: Int?) -> Int? {
    let farthest = PositionDigits.farthest
    let low = max(lower ?? (upper ?? 0) - 2 * stride, -farthest - 1)
    let high = min(upper ?? (lower ?? 0) + 2 * stride, farthest + 1)
    let middle = (low + (high - low) / 2) | 1
    return low < middle && middle < high ? middle : nil
  }
}

extension Position: Comparable {
  public static func < (left: Position, right: Position) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
