import Replication

/// Turns the numbers by which a file's transactions name one another into events of replicas.
///
/// Agents become replicas in the order of their names, which decides where insertions at one place
/// go. Each replica's events are numbered from 0 without gaps, in the order in which they come.
struct Numbering {
  /// A transaction that was taken up.
  private struct Step {
    let replica: ReplicaID
    let firstSequence: UInt64
    let firstEvent: Int
    let events: Int
    /// The steps with events that it follows, where steps are named by their place.
    let parents: [Int]
    /// Itself, or its parents when it has no events.
    let heads: [Int]
  }

  private let replicas: [Agent: ReplicaID]
  private let start: TextEdit?
  private let starter: ReplicaID
  private var steps: [Step] = []
  private var nextSequences: [ReplicaID: UInt64] = [:]
  /// As the file numbers them.
  private var nextGiven: [Agent: Int] = [:]
  private var nextEvent = 0

  /// A text that was there at the start is the first agent's first edit.
  init(_ transactions: [Transaction], start: [Unicode.Scalar]) {
    let agents = Set(transactions.map(\.agent)).sorted()
    let ranks = agents.enumerated().map { ($0.element, Self.replica($0.offset)) }
    replicas = Dictionary(uniqueKeysWithValues: ranks)
    starter = transactions.first.flatMap { [replicas] in replicas[$0.agent] } ?? Self.replica(0)
    let patch = TextPatch(position: 0, deleted: 0, inserted: start)
    self.start =
      start.isEmpty ? nil : TextEdit(firstSequence: 0, parents: [], patches: [patch])
    nextSequences[starter] = UInt64(start.count)
  }

  /// Ids in order, and otherwise as little alike as those that machines draw.
  private static func replica(_ rank: Int) -> ReplicaID {
    var mixed = UInt64(rank + 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return ReplicaID(high: UInt64(rank) << 32 | mixed >> 32, low: mixed)
  }

  /// - Throws: ``TraceFailure`` when a transaction follows what does not come before it.
  mutating func edits(_ transactions: [Transaction]) throws(TraceFailure) -> [AuthoredEdit] {
    var edits: [AuthoredEdit] = []
    edits.reserveCapacity(transactions.count + 1)
    if let start { edits.append((start, starter)) }
    for (index, transaction) in transactions.enumerated() {
      do throws(TraceFailure) {
        let version = try version(before: transaction)
        let step = try add(transaction)
        guard step.events > 0 else { continue }
        let edit = TextEdit(
          firstSequence: step.firstSequence,
          parents: version.isEmpty ? startVersion : version,
          patches: transaction.patches
        )
        edits.append((edit, step.replica))
      } catch {
        throw TraceFailure("\(error.description) (transaction \(index))")
      }
    }
    return edits
  }

  private var startVersion: TextVersion {
    guard let start else { return [] }
    return [EventID(replica: starter, sequence: UInt64(start.events - 1))]
  }

  private mutating func add(_ transaction: Transaction) throws(TraceFailure) -> Step {
    guard let replica = replicas[transaction.agent] else {
      preconditionFailure("every agent has a replica")
    }
    let events = transaction.events
    if let given = transaction.firstSequence {
      guard given >= nextGiven[transaction.agent, default: 0] else {
        throw TraceFailure("numbers an agent's events out of order")
      }
      nextGiven[transaction.agent] = given + events
    }
    let parents = transaction.firstEvent == nil ? joined(try precedingSteps(of: transaction)) : []
    let step = Step(
      replica: replica,
      firstSequence: nextSequences[replica, default: 0],
      firstEvent: nextEvent,
      events: events,
      parents: parents,
      heads: events > 0 ? [steps.count] : parents
    )
    nextSequences[replica, default: 0] += UInt64(events)
    nextEvent += events
    steps.append(step)
    return step
  }

  // MARK: Versions

  private func version(before transaction: Transaction) throws(TraceFailure) -> TextVersion {
    guard let firstEvent = transaction.firstEvent else {
      return joined(try precedingSteps(of: transaction)).map { last(of: $0) }
    }
    guard firstEvent == nextEvent else { throw TraceFailure("has spans that do not follow on") }
    var version: TextVersion = []
    for number in Set(transaction.parents ?? []) { version.append(try event(number)) }
    return version
  }

  private func event(_ number: Int) throws(TraceFailure) -> EventID {
    guard number >= 0, number < nextEvent else {
      throw TraceFailure("has a transaction that follows a later one")
    }
    // The last step that begins there or before; those without events end where others begin.
    var low = 0
    var high = steps.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].firstEvent <= number { low = middle } else { high = middle }
    }
    let step = steps[low]
    let offset = UInt64(number - step.firstEvent)
    return EventID(replica: step.replica, sequence: step.firstSequence + offset)
  }

  private func last(of step: Int) -> EventID {
    let step = steps[step]
    return EventID(
      replica: step.replica,
      sequence: step.firstSequence + UInt64(step.events) - 1
    )
  }

  private func precedingSteps(of transaction: Transaction) throws(TraceFailure) -> [Int] {
    guard let parents = transaction.parents else { return steps.isEmpty ? [] : [steps.count - 1] }
    guard parents.allSatisfy({ steps.indices.contains($0) }) else {
      throw TraceFailure("has a transaction that follows a later one")
    }
    return parents
  }

  /// The last steps with events among some and what they follow.
  private func joined(_ wanted: [Int]) -> [Int] {
    if wanted.count == 1 { return steps[wanted[0]].heads }
    let heads = Set(wanted.flatMap { steps[$0].heads })
    // Files name no step beside what follows it. Only steps without events may hide one.
    guard wanted.contains(where: { steps[$0].events == 0 }), let first = heads.min() else {
      return heads.sorted()
    }
    var covered: Set<Int> = []
    var waiting = heads.flatMap { steps[$0].parents }
    while let step = waiting.popLast() {
      if step >= first, covered.insert(step).inserted { waiting += steps[step].parents }
    }
    return heads.subtracting(covered).sorted()
  }
}
