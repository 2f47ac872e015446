import TestSupport

@testable import Replication

/// Random changes of one item by several replicas.
struct ItemHistory {
  private(set) var changes: CausalHistory<Operation.Action>

  /// Changes that see now and then what others did, or, when apart, never.
  init(
    writes: Int,
    _ clocks: Clocks,
    isApart: Bool = false,
    using random: inout SeededGenerator
  ) throws {
    let count = isApart ? writes : Int.random(in: 2...5, using: &random)
    var peers = (0..<count).map { _ in Peer(clocks: clocks, using: &random) }
    var replicas = Array(repeating: ItemReplica(), count: count)
    var made: [CausalHistory<Operation.Action>.Write] = []
    for index in 0..<writes {
      let writer = isApart ? index : Int.random(in: 0..<count, using: &random)
      // It receives some of what it has not: changes were made in a causal order.
      let news = isApart ? 0 : Int.random(in: -2...4, using: &random)
      for change in made.filter({ $0.context.isReady(after: peers[writer].seen) }).prefix(
        max(0, news)
      )
      where change.context.isReady(after: peers[writer].seen) {
        peers[writer].receive(change.context)
        try replicas[writer].receive(change)
      }
      let context = peers[writer].nextContext(using: &random)
      var actions: [Operation.Action] = []
      for _ in 0...Int.random(in: 0...2, using: &random) {
        let action = replicas[writer].randomAction(by: context.id.replica, using: &random)
        try replicas[writer].apply(action, in: context)
        actions.append(action)
      }
      replicas[writer].version.insert(context.id)
      made.append(CausalHistory.Write(context: context, actions: actions))
    }
    changes = CausalHistory(made)
  }

  /// In a causal order, some twice.
  func delivery(
    using random: inout SeededGenerator
  ) -> [CausalHistory<Operation.Action>.Write] {
    var delivered: [CausalHistory<Operation.Action>.Write] = []
    for change in changes.inCausalOrder(using: &random) {
      delivered.append(change)
      if Bool.random(using: &random), let again = delivered.randomElement(using: &random) {
        delivered.append(again)
      }
    }
    return delivered
  }
}

/// One replica's item with the histories of its texts, as a store keeps them.
struct ItemReplica {
  static let kind = ItemKind(rawValue: 1)

  var state = ItemState(kind: kind)
  var version = VersionVector()
  private(set) var texts: [FieldID: TextHistory] = [:]

  mutating func receive(_ change: CausalHistory<Operation.Action>.Write) throws {
    guard !version.contains(change.context.id) else { return }
    for action in change.actions { try apply(action, in: change.context) }
    version.insert(change.context.id)
  }

  /// Takes changes in together, as a store takes a batch.
  mutating func receive(together changes: [CausalHistory<Operation.Action>.Write]) throws {
    var steps: [(action: Operation.Action, context: ChangeContext)] = []
    for change in changes where !version.contains(change.context.id) {
      steps += change.actions.map { ($0, change.context) }
      version.insert(change.context.id)
    }
    try state.apply(steps) { field, _ in texts[field] ?? TextHistory() }
    for step in steps { try remember(step.action, by: step.context.id.replica) }
  }

  mutating func apply(_ action: Operation.Action, in context: ChangeContext) throws {
    try state.apply(action, in: context) { field, _ in texts[field] ?? TextHistory() }
    try remember(action, by: context.id.replica)
  }

  private mutating func remember(_ action: Operation.Action, by replica: ReplicaID) throws {
    // A store reads no texts of a purged item.
    if !state.isPurged, case .edit(let field, let edit) = action {
      try texts[field, default: TextHistory()].append(edit, by: replica)
    }
  }

  func randomAction(
    by replica: ReplicaID,
    using random: inout SeededGenerator
  ) -> Operation.Action {
    let rules: [KeptValue.Rule] = [.earliest, .latest, .union]
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: return .set(FieldID(rawValue: random.next() % 2 == 0 ? 1 : 2), random.value())
    case 2:
      let rule = Int.random(in: 0..<3, using: &random)
      return .keep(FieldID(rawValue: UInt32(3 + rule)), rules[rule], random.value())
    case 3:
      return .keep(
        FieldID(rawValue: 6),
        rules.randomElement(using: &random) ?? .union,
        random.value()
      )
    case 4: return .insert(FieldID(rawValue: 7), random.value())
    case 5: return .remove(FieldID(rawValue: 7), random.value())
    case 6: return .trash
    case 7: return .restore
    case 8: return .unknown(code: 99, body: [1, 2])
    default:
      let field = FieldID(rawValue: random.next() % 2 == 0 ? 8 : 9)
      let text = state.texts[field]
      let edit = TextEdit(
        firstSequence: text?.nextSequence(of: replica) ?? 0,
        parents: text?.version ?? [],
        patches: random.patches(of: scalars(text?.content ?? ""))
      )
      return .edit(field, edit)
    }
  }
}
