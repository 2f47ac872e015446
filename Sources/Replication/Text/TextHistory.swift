/// The event graph of one text: every insertion and deletion with the version it was made in.
///
/// Events stand in an order that respects causality: parents before children. Kept only where
/// concurrent edits are merged or the past is asked for; a text that is merely read does without.
///
/// Gentle & Kleppmann, *Collaborative Text Editing with Eg-walker: Better, Faster, Smaller*
/// (EuroSys 2025).
public struct TextHistory: Sendable {
  struct Event: Sendable {
    enum Kind: Sendable {
      case insertion(Unicode.Scalar)
      case deletion
    }
    let id: EventID
    /// Indices into the history, rising; empty for a first event.
    let parents: [Int]
    let kind: Kind
    let position: Int
  }

  private(set) var events: [Event] = []
  private var indices: [EventID: Int] = [:]
  private var heads: Set<Int> = []

  public init() {}

  /// The last events of the whole history.
  public var version: TextVersion { heads.map { events[$0].id }.sorted() }

  /// How many events there are.
  public var count: Int { events.count }

  public func contains(_ event: EventID) -> Bool { indices[event] != nil }

  /// The number of a replica's next event.
  public func nextSequence(of replica: ReplicaID) -> UInt64 {
    events.reduce(0) { $1.id.replica == replica ? max($0, $1.id.sequence + 1) : $0 }
  }

  /// Adds an edit after its parents.
  ///
  /// - Throws: ``CodecError`` when parents are missing or an event is there already; nothing is
  ///   added then.
  public mutating func append(_ edit: TextEdit, by replica: ReplicaID) throws(CodecError) {
    var parents: [Int] = []
    for parent in edit.parents {
      guard let index = indices[parent] else { throw CodecError("an edit's base is missing") }
      parents.append(index)
    }
    parents.sort()
    guard !contains(EventID(replica: replica, sequence: edit.firstSequence)) || edit.events == 0
    else { throw CodecError("an edit stands twice in a history") }

    var sequence = edit.firstSequence
    for patch in edit.patches {
      for _ in 0..<patch.deleted {
        add(.deletion, at: patch.position, after: &parents, by: replica, &sequence)
      }
      for (offset, scalar) in patch.inserted.enumerated() {
        add(
          .insertion(scalar),
          at: patch.position + offset,
          after: &parents,
          by: replica,
          &sequence
        )
      }
    }
  }

  private mutating func add(
    _ kind: Event.Kind,
    at position: Int,
    after parents: inout [Int],
    by replica: ReplicaID,
    _ sequence: inout UInt64
  ) {
    let id = EventID(replica: replica, sequence: sequence)
    events.append(Event(id: id, parents: parents, kind: kind, position: position))
    for parent in parents { heads.remove(parent) }
    heads.insert(events.count - 1)
    indices[id] = events.count - 1
    parents = [events.count - 1]
    sequence += 1
  }
}

extension TextHistory {
  /// The text of the whole history.
  ///
  /// - Throws: ``CodecError`` when an event reaches beyond the text it was made in.
  public func text() throws(CodecError) -> [Unicode.Scalar] {
    var walker = TextWalker(events)
    return try walker.replayed()
  }

  /// The text as it was at an earlier version.
  ///
  /// - Throws: ``CodecError`` when the version is not part of the history.
  public func text(at version: TextVersion) throws(CodecError) -> [Unicode.Scalar] {
    try part(at: version).text()
  }

  /// The history of a version alone.
  private func part(at version: TextVersion) throws(CodecError) -> TextHistory {
    var wanted = Set<Int>()
    var waiting: [Int] = []
    for event in version {
      guard let index = indices[event] else { throw CodecError("a text version is unknown") }
      waiting.append(index)
    }
    while let index = waiting.popLast() {
      if wanted.insert(index).inserted { waiting += events[index].parents }
    }
    var part = TextHistory()
    var moved: [Int: Int] = [:]
    for index in events.indices where wanted.contains(index) {
      let event = events[index]
      moved[index] = part.events.count
      let parents = event.parents.compactMap { moved[$0] }
      part.heads.subtract(parents)
      part.heads.insert(part.events.count)
      part.indices[event.id] = part.events.count
      part.events.append(
        Event(id: event.id, parents: parents, kind: event.kind, position: event.position)
      )
    }
    return part
  }
}
