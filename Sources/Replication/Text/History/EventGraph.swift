/// Which events a text has, who made them and in knowledge of which others.
///
/// Events have indices in an order that respects causality: parents before children. What follows
/// from the event before takes no room: the graph is kept as run-length columns (Gentle & Kleppmann,
/// *Collaborative Text Editing with Eg-walker*, 2025, section 3.8).
struct EventGraph: Sendable {
  /// Events of which each follows just the one before it; the first follows ``parents(of:)``.
  struct Run: Sendable {
    let start: Int
    /// Where its parents begin in the column of parents.
    fileprivate let firstParent: Int
  }

  /// Consecutive events of one replica.
  struct NameRun: Sendable {
    let start: Int
    /// Among ``replicas``.
    let replica: Int
    let sequence: UInt64
  }

  private(set) var runs: [Run] = []
  private(set) var names: [NameRun] = []
  private(set) var replicas: [ReplicaID] = []
  /// How many events there are.
  private(set) var count = 0
  /// Indices of the events that no other follows, rising.
  private(set) var heads: [Int] = []

  private var parents: [Int] = []
  private var numbers: [ReplicaID: Int] = [:]
  /// For each replica its runs, by rising sequence, and the number of its next event.
  private var spans: [[NameRun]] = []
  private var nextSequences: [UInt64] = []
  /// Whether the next events do not follow on their replica's last.
  private var begins = false

  // MARK: Adding

  /// Adds events that follow one another.
  ///
  /// - Precondition: the parents are indices of events that are here, rising, and `sequence` comes
  ///   after the replica's last, right after it but in a part of a history.
  mutating func append(
    _ count: Int,
    by replica: ReplicaID,
    from sequence: UInt64,
    after parents: [Int]
  ) {
    guard count > 0 else { return }
    let number = number(of: replica)
    precondition(nextSequences[number] <= sequence, "a replica's events rise")
    if nextSequences[number] < sequence {
      nextSequences[number] = sequence
      begins = true
    }
    append(count, by: number, after: parents)
  }

  /// Adds the next events of a replica, which is named by its place among ``replicas``.
  mutating func append(_ count: Int, by number: Int, after parents: [Int]) {
    precondition(parents.last ?? -1 < self.count, "parents come before their children")
    if runs.isEmpty || parents.count != 1 || parents[0] != self.count - 1 {
      runs.append(Run(start: self.count, firstParent: self.parents.count))
      self.parents += parents
    }
    for parent in parents {
      let head = heads.isEmpty ? 0 : heads.lastIndex(notAfter: parent) { $0 }
      if head < heads.count, heads[head] == parent { heads.remove(at: head) }
    }
    heads.append(self.count + count - 1)
    take(count, number)
  }

  /// Adds the next events of a replica after all that are here.
  mutating func append(_ count: Int, by number: Int) {
    guard heads.count == 1 else { return append(count, by: number, after: heads) }
    heads[0] = self.count + count - 1
    take(count, number)
  }

  private mutating func take(_ count: Int, _ number: Int) {
    if names.last?.replica != number || begins {
      begins = false
      let run = NameRun(start: self.count, replica: number, sequence: nextSequences[number])
      names.append(run)
      spans[number].append(run)
    }
    nextSequences[number] += UInt64(count)
    self.count += count
  }

  /// The replica's place among ``replicas``, where it gets one if it has none.
  mutating func number(of replica: ReplicaID) -> Int {
    if let last = names.last, replicas[last.replica] == replica { return last.replica }
    if let number = numbers[replica] { return number }
    numbers[replica] = replicas.count
    replicas.append(replica)
    spans.append([])
    nextSequences.append(0)
    return replicas.count - 1
  }

  // MARK: Asking

  /// Indices of the events that the first of a run follows, rising; empty for a first event.
  func parents(of run: Int) -> ArraySlice<Int> {
    let end = run + 1 < runs.count ? runs[run + 1].firstParent : parents.count
    return parents[runs[run].firstParent..<end]
  }

  /// The index after a run's last event.
  func end(of run: Int) -> Int { run + 1 < runs.count ? runs[run + 1].start : count }

  /// The run that an event belongs to.
  func run(of index: Int) -> Int { runs.lastIndex(notAfter: index, by: \.start) }

  func id(of index: Int) -> EventID {
    let name = names[names.lastIndex(notAfter: index, by: \.start)]
    return EventID(
      replica: replicas[name.replica],
      sequence: name.sequence + UInt64(index - name.start)
    )
  }

  /// An event's id, and how many from it on are the same replica's.
  func name(of index: Int, before end: Int) -> (id: EventID, count: Int) {
    (id(of: index), min(self.end(ofNameAt: index), end) - index)
  }

  /// The index after the last of the events that follow one in its run of one replica.
  private func end(ofNameAt index: Int) -> Int {
    let run = names.lastIndex(notAfter: index, by: \.start)
    return run + 1 < names.count ? names[run + 1].start : count
  }

  /// Whether an event is the last one, which all others lead to.
  func isLatest(_ event: EventID) -> Bool {
    guard heads.count == 1, heads[0] == count - 1, let last = names.last else { return false }
    return replicas[last.replica] == event.replica
      && nextSequences[last.replica] == event.sequence &+ 1
  }

  /// `nil` for an event that is not here.
  func index(of event: EventID) -> Int? {
    guard let number = numbers[event.replica], let first = spans[number].first,
      first.sequence <= event.sequence, event.sequence < nextSequences[number]
    else { return nil }
    let span = spans[number][spans[number].lastIndex(notAfter: event.sequence, by: \.sequence)]
    let offset = event.sequence - span.sequence
    return offset < end(ofNameAt: span.start) - span.start ? span.start + Int(offset) : nil
  }

  /// The number of a replica's next event; `nil` for a replica without events here.
  func nextSequence(of replica: ReplicaID) -> UInt64? {
    if let last = names.last, replicas[last.replica] == replica {
      return nextSequences[last.replica]
    }
    return numbers[replica].flatMap { spans[$0].isEmpty ? nil : nextSequences[$0] }
  }
}

extension Array {
  /// The last element whose key is not after `key`, in an array that rises by it and whose first
  /// key is not after.
  @inline(__always)
  func lastIndex<Key: Comparable>(notAfter key: Key, by path: (Element) -> Key) -> Int {
    // What is asked for is most often near the end.
    if let last, path(last) <= key { return count - 1 }
    var low = 0
    var high = count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if path(self[middle]) <= key { low = middle } else { high = middle }
    }
    return low
  }
}
