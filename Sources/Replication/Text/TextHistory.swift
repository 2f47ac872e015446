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
  private var nextSequences: [ReplicaID: UInt64] = [:]
  private var insertions = 0

  public init() {}

  /// The last events of the whole history.
  public var version: TextVersion { heads.map { events[$0].id }.sorted() }

  /// How many events there are.
  public var count: Int { events.count }

  public func contains(_ event: EventID) -> Bool { indices[event] != nil }

  /// The number of a replica's next event.
  public func nextSequence(of replica: ReplicaID) -> UInt64 {
    nextSequences[replica] ?? 0
  }

  /// Adds an edit after its parents.
  ///
  /// - Throws: ``CodecError`` when parents are missing, when its events do not follow its replica's
  ///   earlier ones, or when it reaches beyond any text there could be; nothing is added then.
  public mutating func append(_ edit: TextEdit, by replica: ReplicaID) throws(CodecError) {
    var parents: [Int] = []
    for parent in edit.parents {
      guard let index = indices[parent] else { throw CodecError("an edit's base is missing") }
      parents.append(index)
    }
    parents.sort()
    guard edit.firstSequence == nextSequence(of: replica) || edit.events == 0 else {
      throw Self.notNext
    }
    try checkReach(of: edit)

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

  /// Refuses what no text could hold before a few bytes that claim to delete thousands of millions of
  /// scalars become as many events.
  ///
  /// How long the text of its base is only a replay knows; it is no longer than all insertions.
  private func checkReach(of edit: TextEdit) throws(CodecError) {
    var length = insertions
    for patch in edit.patches {
      guard patch.position <= length, patch.deleted <= length - patch.position else {
        throw CodecError("an edit reaches beyond its text")
      }
      length += patch.inserted.count - patch.deleted
    }
  }

  static let notNext = CodecError("an edit does not follow its replica's last")

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
    if case .insertion = kind { insertions += 1 }
    parents = [events.count - 1]
    sequence += 1
    nextSequences[replica] = sequence
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
    var walker = TextWalker(try events(at: version))
    return try walker.replayed()
  }

  /// The events of a version alone.
  private func events(at version: TextVersion) throws(CodecError) -> [Event] {
    var wanted = Set<Int>()
    var waiting: [Int] = []
    for event in version {
      guard let index = indices[event] else { throw CodecError("a text version is unknown") }
      waiting.append(index)
    }
    while let index = waiting.popLast() {
      if wanted.insert(index).inserted { waiting += events[index].parents }
    }
    var part: [Event] = []
    var moved: [Int: Int] = [:]
    for index in events.indices where wanted.contains(index) {
      let event = events[index]
      moved[index] = part.count
      let parents = event.parents.compactMap { moved[$0] }
      part.append(
        Event(id: event.id, parents: parents, kind: event.kind, position: event.position)
      )
    }
    return part
  }
}
