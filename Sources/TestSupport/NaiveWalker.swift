/// Text merging straight from its rule, to hold the real one against.
///
/// One event at a time, from the beginning, with no windows and no short cuts. The text of a version
/// is built anew: for each event all items are marked by whether the event's own past inserted or
/// deleted them. FugueMax: an insertion remembers the item to its left, and the next one to its right
/// that its version knows, if that one has the same left; among insertions with the same left, those
/// with the nearer right come last, and of equal ones the smaller name comes first.
public struct NaiveWalker<Name: Comparable> {
  public enum Kind {
    case insertion(Unicode.Scalar)
    case deletion
  }

  public struct Event {
    let name: Name
    let parents: [Int]
    let kind: Kind
    let position: Int

    /// The parents are the numbers of earlier events, in the order in which they were appended.
    public init(name: Name, parents: [Int], kind: Kind, position: Int) {
      self.name = name
      self.parents = parents
      self.kind = kind
      self.position = position
    }
  }

  /// Parents before children.
  public private(set) var events: [Event] = []

  public init() {}

  public mutating func append(_ event: Event) {
    events.append(event)
  }

  private struct Item {
    let event: Int
    /// Events, not places: places move.
    let left: Int?
    let right: Int?
    var deletions: Set<Int> = []
  }

  /// An event lies outside its text: whoever made the graph saw another text.
  public struct OutOfReach: Error {}

  public func text() throws -> [Unicode.Scalar] {
    var items: [Item] = []
    var pasts: [Set<Int>] = []
    for (number, event) in events.enumerated() {
      let past = event.parents.reduce(into: Set<Int>()) { $0.formUnion(pasts[$1].union([$1])) }
      pasts.append(past)
      let isKnown = items.map { past.contains($0.event) }
      let isThere = zip(items, isKnown).map { $1 && past.isDisjoint(with: $0.deletions) }
      // The places of the items that this version's text is made of.
      let visible = items.indices.filter { isThere[$0] }

      guard case .insertion = event.kind else {
        guard event.position < visible.count else { throw OutOfReach() }
        items[visible[event.position]].deletions.insert(number)
        continue
      }
      guard event.position <= visible.count else { throw OutOfReach() }
      let start = event.position == 0 ? 0 : visible[event.position - 1] + 1
      let left = start == 0 ? nil : items[start - 1].event
      var right: Int?
      if let next = (start..<items.count).first(where: { isKnown[$0] }), items[next].left == left {
        right = items[next].event
      }
      let item = Item(event: number, left: left, right: right)
      items.insert(item, at: place(of: item, from: start, among: items, isKnown))
    }
    return items.filter(\.deletions.isEmpty).compactMap {
      if case .insertion(let scalar) = events[$0.event].kind { scalar } else { nil }
    }
  }

  private func place(
    of item: Item,
    from start: Int,
    among items: [Item],
    _ isKnown: [Bool]
  ) -> Int {
    func place(_ event: Int?, or end: Int) -> Int {
      event.flatMap { event in items.firstIndex { $0.event == event } } ?? end
    }
    let left = start - 1
    let right = place(item.right, or: items.count)
    var best = start
    var isPassing = false
    for scan in start..<items.count where !isKnown[start...scan].contains(true) {
      let otherLeft = place(items[scan].left, or: -1)
      if otherLeft < left { break }
      if otherLeft == left {
        let otherRight = place(items[scan].right, or: items.count)
        if otherRight == right, events[item.event].name < events[items[scan].event].name { break }
        isPassing = otherRight < right
      }
      if !isPassing { best = scan + 1 }
    }
    return best
  }
}
