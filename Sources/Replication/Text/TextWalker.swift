/// Replays an event graph into a text.
///
/// Sequential events go straight to the text. From an event that others ran beside, the walker
/// keeps a sequence of items that can be moved between versions by retreating and advancing
/// events; at the next version that everything before leads to, the items are forgotten.
/// Concurrent insertions at one place are ordered as FugueMax does (Weidner & Kleppmann, *The Art
/// of the Fugue*, 2023); equal ones by smaller (replica bytes, sequence number).
struct TextWalker {
  /// One scalar of the present text or one that some version has or had.
  private struct Item {
    /// The inserting event; `nil` for text older than the window being replayed.
    let event: Int?
    let scalar: Unicode.Scalar
    /// The items beside which it was inserted.
    let left: Origin
    let right: Origin
    /// In the version walked to: 0 not inserted yet, 1 there, more: deleted so many times.
    var state: Int
    /// Whether any event has deleted it.
    var isDeleted: Bool
  }

  /// An item named so that it can be found after others moved it.
  private enum Origin: Equatable {
    case none
    case event(Int)
    /// Text older than the window, by its place there.
    case base(Int)
  }

  private let events: [TextHistory.Event]
  private var text: [Unicode.Scalar] = []
  private var items: [Item] = []
  /// For each deletion in the window, the item it deleted.
  private var targets: [Int: Origin] = [:]
  /// The events that the items' states stand for, within the window: the last ones.
  private var version: [Int] = []
  /// The first event of the window.
  private var windowStart = 0
  private var isTracking = false

  init(_ events: [TextHistory.Event]) {
    self.events = events
  }

  mutating func replayed() throws(CodecError) -> [Unicode.Scalar] {
    let critical = criticalEvents()
    for (index, event) in events.enumerated() {
      let followsCritical = index == 0 || critical[index - 1]
      if followsCritical, isTracking { stopTracking() }
      if followsCritical, critical[index] {
        try applyDirectly(event)
      } else {
        if !isTracking { startTracking(at: index) }
        try replay(index)
      }
    }
    if isTracking { stopTracking() }
    return text
  }

  /// Which events every earlier one leads to and every later one follows.
  func criticalEvents() -> [Bool] {
    var critical = Array(repeating: false, count: events.count)
    var unfollowed = Set<Int>()
    for (index, event) in events.enumerated() {
      for parent in event.parents { unfollowed.remove(parent) }
      unfollowed.insert(index)
      critical[index] = unfollowed.count == 1
    }
    var earliestParent = Int.max
    for index in events.indices.reversed() {
      if earliestParent < index { critical[index] = false }
      earliestParent = min(earliestParent, events[index].parents.first ?? -1)
    }
    return critical
  }

  private mutating func applyDirectly(_ event: TextHistory.Event) throws(CodecError) {
    switch event.kind {
    case .insertion(let scalar):
      guard event.position <= text.count else { throw Self.beyond }
      text.insert(scalar, at: event.position)
    case .deletion:
      guard event.position < text.count else { throw Self.beyond }
      text.remove(at: event.position)
    }
  }

  private static let beyond = CodecError("an edit reaches beyond its text")

  private mutating func startTracking(at index: Int) {
    windowStart = index
    version = []
    targets = [:]
    items = text.map {
      Item(event: nil, scalar: $0, left: .none, right: .none, state: 1, isDeleted: false)
    }
    isTracking = true
  }

  private mutating func stopTracking() {
    text = items.filter { !$0.isDeleted }.map(\.scalar)
    items = []
    isTracking = false
  }

  // MARK: One event

  private mutating func replay(_ index: Int) throws(CodecError) {
    let event = events[index]
    move(to: event.parents.filter { $0 >= windowStart })
    switch event.kind {
    case .insertion(let scalar): try insert(scalar, at: event.position, by: index)
    case .deletion: try delete(at: event.position, by: index)
    }
    version = [index]
  }

  /// The place after `count` items that are there, or that of the next one that is.
  private func place(of position: Int, reaching: Bool) throws(CodecError) -> Int {
    var rest = position
    var place = 0
    while rest > 0 || (reaching && place < items.count && items[place].state != 1) {
      guard place < items.count else { throw Self.beyond }
      if items[place].state == 1 { rest -= 1 }
      place += 1
    }
    guard !reaching || place < items.count else { throw Self.beyond }
    return place
  }

  private mutating func delete(at position: Int, by index: Int) throws(CodecError) {
    let place = try place(of: position, reaching: true)
    items[place].state += 1
    items[place].isDeleted = true
    targets[index] = name(of: place)
  }

  private mutating func insert(
    _ scalar: Unicode.Scalar,
    at position: Int,
    by index: Int
  ) throws(CodecError) {
    let start = try place(of: position, reaching: false)
    let left: Origin = start == 0 ? .none : name(of: start - 1)
    // FugueMax: what stands to the right counts only if it was inserted after the same item.
    var right = Origin.none
    if let next = items[start...].firstIndex(where: { $0.state != 0 }), items[next].left == left {
      right = name(of: next)
    }
    let place = integrate(index, from: start, left: left, right: right)
    items.insert(
      Item(event: index, scalar: scalar, left: left, right: right, state: 1, isDeleted: false),
      at: place
    )
  }

  /// Where among the concurrent insertions from `start` on an insertion belongs.
  private func integrate(_ index: Int, from start: Int, left: Origin, right: Origin) -> Int {
    let leftPlace = start - 1
    let rightPlace = right == .none ? items.count : self.place(of: right)
    var place = start
    var scan = start
    var isScanning = false
    while scan < items.count, items[scan].state == 0, let other = items[scan].event {
      let otherLeft = items[scan].left == .none ? -1 : self.place(of: items[scan].left)
      if otherLeft < leftPlace { break }
      if otherLeft == leftPlace {
        let otherRight =
          items[scan].right == .none ? items.count : self.place(of: items[scan].right)
        if otherRight == rightPlace, events[index].id < events[other].id { break }
        isScanning = otherRight < rightPlace
      }
      scan += 1
      if !isScanning { place = scan }
    }
    return place
  }

  private func name(of place: Int) -> Origin {
    if let event = items[place].event { return .event(event) }
    return .base(items[..<place].count { $0.event == nil })
  }

  private func place(of origin: Origin) -> Int {
    var older = -1
    let place = items.firstIndex { item in
      if item.event == nil { older += 1 }
      return switch origin {
      case .none: false
      case .event(let event): item.event == event
      case .base(let number): item.event == nil && older == number
      }
    }
    guard let place else { preconditionFailure("an origin is among the items") }
    return place
  }

  // MARK: From version to version

  /// Makes the items' states those of another version.
  private mutating func move(to wanted: [Int]) {
    guard wanted != version else { return }
    let (retreating, advancing) = difference(version, wanted)
    for index in retreating { shift(index, by: -1) }
    for index in advancing.reversed() { shift(index, by: 1) }
    version = wanted
  }

  private mutating func shift(_ index: Int, by step: Int) {
    items[place(of: targets[index] ?? .event(index))].state += step
  }

  /// The events that only the one and only the other version includes, latest first.
  private func difference(_ one: [Int], _ other: [Int]) -> (one: [Int], other: [Int]) {
    var marks: [Int: UInt8] = [:]
    for index in one { marks[index, default: 0] |= 1 }
    for index in other { marks[index, default: 0] |= 2 }
    var result: (one: [Int], other: [Int]) = ([], [])
    var index = marks.keys.max() ?? -1
    // Once every event left to visit belongs to both, so do all before them.
    var exclusive = marks.values.count { $0 != 3 }
    while index >= windowStart, exclusive > 0 {
      defer { index -= 1 }
      guard let mark = marks.removeValue(forKey: index) else { continue }
      if mark != 3 { exclusive -= 1 }
      if mark == 1 { result.one.append(index) }
      if mark == 2 { result.other.append(index) }
      for parent in events[index].parents where parent >= windowStart {
        let before = marks[parent]
        let after = (before ?? 0) | mark
        marks[parent] = after
        if (before ?? 3) == 3, after != 3 { exclusive += 1 }
        if let before, before != 3, after == 3 { exclusive -= 1 }
      }
    }
    return result
  }
}
