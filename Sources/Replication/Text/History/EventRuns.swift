/// Insertions or deletions that follow one another, with positions that follow from the first.
struct EventRun: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// Each at the position after the one before: typing.
    case insertion
    /// Each at the same position: deleting forwards.
    case deletion
    /// Each at the position before the one before: deleting backwards.
    case backwardDeletion
  }

  var kind: Kind
  /// Of the first event.
  var position: Int
  var count: Int

  /// The run from its event number `offset` on, so many events of it.
  func part(_ offset: Int, _ count: Int) -> EventRun {
    switch kind {
    case .insertion: EventRun(kind: kind, position: position + offset, count: count)
    case .deletion: EventRun(kind: kind, position: position, count: count)
    case .backwardDeletion: EventRun(kind: kind, position: position - offset, count: count)
    }
  }

  /// The positions that it inserts or deletes, in the text before a deletion or after an insertion.
  var positions: Range<Int> {
    kind == .backwardDeletion
      ? position - count + 1..<position + 1 : position..<position + count
  }

  /// Takes in the events of a run that comes right after, if the positions follow.
  mutating func extend(by next: EventRun) -> Bool {
    switch (kind, next.kind) {
    case (.insertion, .insertion):
      guard next.position == position + count else { return false }
    case (.deletion, .deletion) where next.position == position: break
    case (.deletion, .deletion), (.deletion, .backwardDeletion):
      // One event has no direction yet.
      guard count == 1, next.count == 1 || next.kind == .backwardDeletion,
        next.position == position - 1
      else { return false }
      kind = .backwardDeletion
    case (.backwardDeletion, .deletion), (.backwardDeletion, .backwardDeletion):
      guard next.count == 1 || next.kind == .backwardDeletion, next.position == position - count
      else { return false }
    default: return false
    }
    count += next.count
    return true
  }
}

/// What the events of a text did, in the order of their indices: run-length columns.
struct EventRuns: Sendable {
  struct Entry: Sendable {
    /// The index of the first event.
    let start: Int
    /// Where what it inserts begins in ``inserted``; for a deletion, where the next would.
    let content: Int
    var run: EventRun
  }

  private(set) var entries: [Entry] = []
  /// All that was ever inserted, in the order of events.
  private(set) var inserted: [Unicode.Scalar] = []
  private(set) var count = 0

  mutating func append(_ run: EventRun) {
    precondition(run.kind != .insertion, "what is inserted comes with it")
    add(run)
  }

  mutating func insert(_ scalars: some Collection<Unicode.Scalar>, at position: Int) {
    add(EventRun(kind: .insertion, position: position, count: scalars.count))
    inserted.append(contentsOf: scalars)
  }

  /// Adds what a patch does: first its deletions, each at the position, then its insertions.
  mutating func append(_ patch: TextPatch) {
    if patch.deleted > 0 {
      add(EventRun(kind: .deletion, position: patch.position, count: patch.deleted))
    }
    if !patch.inserted.isEmpty { insert(patch.inserted, at: patch.position) }
  }

  private mutating func add(_ run: EventRun) {
    guard run.count > 0 else { return }
    if entries.isEmpty || !entries[entries.count - 1].run.extend(by: run) {
      entries.append(Entry(start: count, content: inserted.count, run: run))
    }
    count += run.count
  }

  /// Where what a range of events inserts lies in ``inserted``.
  func inserted(by range: Range<Int>) -> Range<Int> {
    content(at: range.lowerBound)..<content(at: range.upperBound)
  }

  private func content(at index: Int) -> Int {
    guard index < count else { return inserted.count }
    let entry = entries[entry(of: index)]
    return entry.run.kind == .insertion ? entry.content + index - entry.start : entry.content
  }

  /// The entry that an event belongs to.
  func entry(of index: Int) -> Int { entries.lastIndex(notAfter: index, by: \.start) }

  /// The events that inserted some scalars of ``inserted``, up to the last that belong to the same
  /// entry as the first.
  func events(inserting offsets: Range<Int>) -> Range<Int> {
    // Deletions share the offset of the insertion after them; the last of equal ones inserts.
    let entry = entries[entries.lastIndex(notAfter: offsets.lowerBound, by: \.content)]
    let first = entry.start + offsets.lowerBound - entry.content
    return first..<min(first + offsets.count, entry.start + entry.run.count)
  }

  /// What an entry's events did from an index on and before another, and where what they inserted
  /// begins.
  @inline(__always)
  func part(of number: Int, from index: Int, to end: Int) -> (run: EventRun, content: Int) {
    let entry = entries[number]
    let offset = index - entry.start
    let count = min(entry.run.count - offset, end - index)
    return (entry.run.part(offset, count), entry.content + offset)
  }

  /// Calls `body` with the runs of a range of events, cut to it, and where what they insert begins.
  @inline(__always)
  func forEach<Failure: Error>(
    in range: Range<Int>,
    _ body: (EventRun, _ content: Int) throws(Failure) -> Void
  ) throws(Failure) {
    var index = range.lowerBound
    guard index < range.upperBound else { return }
    var number = entry(of: index)
    while index < range.upperBound {
      let (run, content) = part(of: number, from: index, to: range.upperBound)
      try body(run, content)
      index += run.count
      number += 1
    }
  }
}
