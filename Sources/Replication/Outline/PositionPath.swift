/// The waypoints that a position's text spells.
///
/// A waypoint is a name and an index. A name that the path has spelled out already is one letter
/// the next time, so that replicas that take turns at one place do not repeat themselves; a zero
/// stands for the name before it.
struct PositionPath {
  struct Waypoint {
    /// Spelled out.
    let name: [UInt8]
    let index: Int
    /// Where in the text the name ends and the index begins.
    let indexStart: Int
  }

  let text: [UInt8]
  let waypoints: [Waypoint]
  /// Those that a letter stands for, in the order of the letters.
  private let names: [[UInt8]]

  /// `nil` where the text does not have the form.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    var rest = bytes[...]
    var names: [[UInt8]] = []
    var waypoints: [Waypoint] = []
    while let first = rest.first.flatMap(PositionDigits.value) {
      let name: [UInt8]
      if first == 0 {
        // It lies in a gap, before what lies left of the index that follows.
        guard let last = waypoints.last, last.index.isMultiple(of: 2) else { return nil }
        name = last.name
        rest = rest.dropFirst()
      } else if first >= PositionDigits.firstReference {
        let number = first - PositionDigits.firstReference
        guard number < names.count else { return nil }
        name = names[number]
        rest = rest.dropFirst()
      } else {
        // One name, one spelling.
        guard let full = PositionDigits.takeName(&rest), !names.contains(full) else { return nil }
        name = full
        if names.count < PositionDigits.references { names.append(full) }
      }
      let start = rest.startIndex
      guard let index = PositionDigits.takeOrdered(&rest) else { return nil }
      waypoints.append(Waypoint(name: name, index: index, indexStart: start))
    }
    guard rest.isEmpty else { return nil }
    self.text = bytes
    self.waypoints = waypoints
    self.names = names
  }

  /// The index that the path has at a waypoint; `nil` when it does not lead through it.
  func index(below waypoint: ArraySlice<UInt8>) -> Int? {
    guard text.starts(with: waypoint) else { return nil }
    return waypoints.first { $0.indexStart == waypoint.endIndex }?.index
  }

  /// How a further waypoint of a name is written.
  func spelling(of name: [UInt8]) -> [UInt8] {
    guard let number = names.firstIndex(of: name) else { return name }
    return [PositionDigits.digits[PositionDigits.firstReference + number]]
  }
}
