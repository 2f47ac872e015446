import Replication
import TestSupport

@testable import Store

/// What changes make of a library, straight from the sentences of the design.
///
/// It keeps every operation with all that its replica had seen, forgets nothing, and works out each
/// field from its definition by comparing all with all.
struct PlainModel {
  /// An item as it is shown, with what is behind that.
  struct Item: Equatable {
    /// The values that stand, the shown one first.
    var registers: [FieldID: [Value]] = [:]
    var kept: [FieldID: KeptValue] = [:]
    var sets: [FieldID: [Value]] = [:]
    var texts: [FieldID: String] = [:]
    var isTrashed = false
    /// The trashings that explain why the item came back.
    var undone: Set<ChangeID> = []
    var isPurged = false
  }

  struct Key: Hashable {
    let id: ItemID
    let kind: ItemKind
  }

  private struct Step {
    let context: ChangeContext
    /// Its place among the change's operations.
    let index: Int
    let action: Replication.Operation.Action

    /// What it adds to a set.
    var value: Value {
      if case .insert(_, let value) = action { value } else { .none }
    }

    /// Operations of one change follow one another.
    func hasSeen(_ other: Step) -> Bool {
      context.id == other.context.id
        ? other.index < index : context.seen.contains(other.context.id)
    }
  }

  private var steps: [Key: [Step]] = [:]

  /// Takes all changes from a log, in an order in which each follows what it had seen.
  init(_ log: some ChangeLog) throws {
    var waiting = try log.version.entries.map {
      try log.changes(of: $0.replica, after: 0, bytes: .max)[...]
    }
    var version = VersionVector()
    var seen: [ReplicaID: VersionVector] = [:]
    var isMoving = true
    while isMoving {
      isMoving = false
      for index in waiting.indices {
        while let change = waiting[index].first, change.isReady(after: version) {
          waiting[index].removeFirst()
          isMoving = true
          version.insert(change.id)
          var all = seen[change.id.replica] ?? VersionVector()
          all.merge(change.dependencies.version)
          try add(change, ChangeContext(id: change.id, clock: change.clock, seen: all))
          all.insert(change.id)
          seen[change.id.replica] = all
        }
      }
    }
    precondition(waiting.allSatisfy(\.isEmpty), "a log holds what its changes follow")
  }

  private mutating func add(_ change: Change, _ context: ChangeContext) throws {
    for (index, operation) in try change.operations().enumerated() {
      steps[Key(id: operation.item, kind: operation.kind), default: []]
        .append(Step(context: context, index: index, action: operation.action))
    }
  }

  /// Every item, worked out anew.
  func items() throws -> [Key: Item] {
    try steps.mapValues { try item($0) }
  }

  private func item(_ steps: [Step]) throws -> Item {
    var item = Item()
    // Nothing is left, whatever else was done.
    item.isPurged = steps.contains { $0.action == .purge }
    guard !item.isPurged else { return item }
    for (field, writes) in grouped(
      steps,
      { if case .set(let field, _) = $0 { field } else { nil } }
    ) {
      // A write stays until one that has seen it.
      let standing = writes.filter { write in !writes.contains { $0.hasSeen(write) } }
      item.registers[field] = standing.sorted { isShown($0, over: $1) }.map {
        if case .set(_, let value) = $0.action { value } else { .none }
      }
    }
    // clip gives a field one rule.
    for case .keep(let field, let rule, let value) in steps.map(\.action) {
      let known = item.kept[field]
      switch (rule, known) {
      case (.earliest, .earliest(let other)): item.kept[field] = .earliest(min(value, other))
      case (.latest, .latest(let other)): item.kept[field] = .latest(max(value, other))
      case (.union, .union(let others)):
        item.kept[field] = .union(Set(others + [value]).sorted())
      case (.earliest, _): item.kept[field] = .earliest(value)
      case (.latest, _): item.kept[field] = .latest(value)
      case (.union, _): item.kept[field] = .union([value])
      }
    }
    for (field, additions) in grouped(
      steps,
      { if case .insert(let field, _) = $0 { field } else { nil } }
    ) {
      // An addition stays until a removal that has seen it.
      let values = Set(additions.map(\.value)).filter { value in
        additions.contains { addition in
          addition.value == value
            && !steps.contains { $0.action == .remove(field, value) && $0.hasSeen(addition) }
        }
      }
      if !values.isEmpty { item.sets[field] = values.sorted() }
    }
    for (field, edits) in grouped(
      steps,
      { if case .edit(let field, _) = $0 { field } else { nil } }
    ) {
      item.texts[field] = try text(edits)
    }
    let trashings = steps.filter { $0.action == .trash }
    let edits = steps.filter { step in
      if case .unknown = step.action { false } else { step.action != .trash }
    }
    // In the trash while some trashing covers every edit made to it.
    item.isTrashed = trashings.contains { trashing in edits.allSatisfy(trashing.hasSeen) }
    if !item.isTrashed {
      let unanswered = trashings.filter { trashing in
        !(edits + trashings).contains { $0.hasSeen(trashing) }
      }
      item.undone = Set(unanswered.map(\.context.id))
    }
    return item
  }

  private func grouped(
    _ steps: [Step],
    _ field: (Replication.Operation.Action) -> FieldID?
  ) -> [FieldID: [Step]] {
    var groups: [FieldID: [Step]] = [:]
    for step in steps {
      if let field = field(step.action) { groups[field, default: []].append(step) }
    }
    return groups
  }

  /// By clock, then by the bytes of the replica.
  private func isShown(_ one: Step, over other: Step) -> Bool {
    let (one, other) = (one.context, other.context)
    if one.clock.rawValue != other.clock.rawValue {
      return one.clock.rawValue > other.clock.rawValue
    }
    return other.id.replica.bytes.lexicographicallyPrecedes(one.id.replica.bytes)
  }

  private func text(_ edits: [Step]) throws -> String {
    var walker = NaiveWalker<EventID>()
    var numbers: [EventID: Int] = [:]
    for step in edits {
      guard case .edit(_, let edit) = step.action else { continue }
      var parents = edit.parents.compactMap { numbers[$0] }
      var sequence = edit.firstSequence
      func append(_ kind: NaiveWalker<EventID>.Kind, at position: Int) {
        let name = EventID(replica: step.context.id.replica, sequence: sequence)
        numbers[name] = walker.events.count
        walker.append(.init(name: name, parents: parents, kind: kind, position: position))
        parents = [walker.events.count - 1]
        sequence += 1
      }
      for patch in edit.patches {
        for _ in 0..<patch.deleted { append(.deletion, at: patch.position) }
        for (offset, scalar) in patch.inserted.enumerated() {
          append(.insertion(scalar), at: patch.position + offset)
        }
      }
    }
    return String(String.UnicodeScalarView(try walker.text()))
  }

  // MARK: Outlines

  /// The entries of a notebook from top to bottom, with their depth; what stands below a removed one
  /// is in its place.
  func outline(of notebook: ItemID, _ items: [Key: Item]) -> [String] {
    let places = places()
    func lines(below parent: ItemID, depth: Int) -> [String] {
      let children = places.filter { $0.value.parent == parent }.sorted {
        ($0.value.position.text, $0.key.description) < ($1.value.position.text, $1.key.description)
      }
      return children.flatMap { child, _ -> [String] in
        let entry = items[Key(id: child, kind: .entry)]
        let isThere = entry?.isTrashed == false && entry?.isPurged == false
        let below = lines(below: child, depth: isThere ? depth + 1 : depth)
        return (isThere ? ["\(depth) \(child)"] : []) + below
      }
    }
    return lines(below: notebook, depth: 0)
  }

  /// All moves one after the other; one under what stands below its own entry does nothing.
  private func places() -> [ItemID: Placement] {
    let moves = steps.filter { $0.key.kind == .entry }.flatMap { key, steps in
      steps.map { (entry: key.id, step: $0) }
    }
    let ordered = moves.sorted { one, other in
      let (left, right) = (one.step.context, other.step.context)
      if left.clock != right.clock { return left.clock < right.clock }
      // Clocks never run back; where they stand still, the one that knew more is later.
      let (mine, others) = (count(left.seen), count(right.seen))
      if mine != others { return mine < others }
      if left.id != right.id { return left.id < right.id }
      return one.step.index < other.step.index
    }
    var places: [ItemID: Placement] = [:]
    for (entry, step) in ordered {
      guard case .move(let placement) = step.action else { continue }
      var ancestor: ItemID? = placement.parent
      while let here = ancestor, here != entry { ancestor = places[here]?.parent }
      if ancestor == nil { places[entry] = placement }
    }
    return places
  }

  private func count(_ version: VersionVector) -> UInt64 {
    version.entries.reduce(0) { $0 + $1.sequence }
  }
}

extension PlainModel.Item {
  /// What a library holds.
  init(_ state: ItemState) {
    registers = state.registers.mapValues { $0.writes.map(\.value) }
    kept = state.kept
    sets = state.sets.mapValues(\.elements)
    texts = state.texts.mapValues(\.content)
    isTrashed = state.trash.isTrashed
    isPurged = state.isPurged
    undone = Set(state.trash.undone.map(\.stamp.change))
  }
}
