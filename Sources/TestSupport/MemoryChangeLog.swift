public import Replication
import Sync

/// A change log and its attachments in memory, which verifies every change that it takes.
public final class MemoryChangeLog: ChangeLog, AttachmentStore {
  /// Why something was not taken.
  public struct Refused: Error, CustomStringConvertible {
    public let description: String
  }

  private let state: Locked<State>
  private let fuse: Fuse

  private struct State {
    var replica: ReplicaID
    var library: LibraryID?
    var log = MemoryHistories()
    /// What the own changes name as seen.
    var seen = VersionVector()
    var checkedState: CheckedState?
    var memories: [String: [UInt8]] = [:]
    var attachments: [Digest] = []
    var contents: [Digest: [UInt8]] = [:]
    /// What has come of attachments that come in parts.
    var parts: [Digest: [UInt8]] = [:]
    var purges = MemoryPurges()
    var generator: SeededGenerator

    /// Of every change whose payload is well formed.
    var operations: [Operation] {
      log.all.flatMap { (try? $0.operations()) ?? [] }
    }

    /// What an own change made now has newly seen.
    mutating func takeDependencies() -> Dependencies {
      var news = log.version.news(since: seen)
      news[replica] = 0
      seen.merge(news)
      return Dependencies(news) { log.tip(of: $0.replica).hash.mark }
    }

    /// Of the attachments that changes refer to.
    var wanted: [Digest] {
      operations.compactMap { operation in
        guard case .set(_, .bytes(let bytes)) = operation.action else { return nil }
        return Digest(bytes)
      }
    }

    /// Redacts what is here of these items, and forgets the attachments that only they referred to.
    mutating func purge(_ items: Set<ItemKey>) {
      guard !items.isEmpty else { return }
      purges.items.formUnion(items)
      let before = Set(wanted)
      let redacted = log.redact { change in
        // One whose payload is not well formed says nothing of an item.
        let left = try? change.redacted(items.contains)
        return left == change ? nil : left
      }
      for change in redacted { purges.record(redactionOf: change) }
      let gone = before.subtracting(wanted)
      for hash in gone.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
        contents[hash] = nil
        parts[hash] = nil
        purges.record(goneAttachment: hash)
      }
    }

    mutating func keep(_ content: [UInt8], as hash: Digest) {
      guard wanted.contains(hash) else { return }
      purges.forget(goneAttachment: hash)
      guard contents.updateValue(content, forKey: hash) == nil else { return }
      attachments.append(hash)
    }
  }

  public init(seed: UInt64, fuse: Fuse = Fuse()) {
    var generator = SeededGenerator(seed: seed)
    let replica = ReplicaID(high: generator.next(), low: generator.next())
    state = Locked(State(replica: replica, generator: generator))
    self.fuse = fuse
  }

  private init(_ state: State, fuse: Fuse) {
    self.state = Locked(state)
    self.fuse = fuse
  }

  /// The same log once more: a backup, a cloned disk, or what is left after a crash.
  ///
  /// With a seed it draws other ids than this one.
  public func copy(seed: UInt64? = nil, fuse: Fuse = Fuse()) -> MemoryChangeLog {
    var copied = state { $0 }
    if let seed { copied.generator = SeededGenerator(seed: seed) }
    return MemoryChangeLog(copied, fuse: fuse)
  }

  /// The hashes of every replica's changes: equal logs hold the same.
  public var contents: [ReplicaID: [Digest]] {
    state { $0.log.changes.mapValues { $0.map(\.hash) } }
  }

  /// Every text that was written.
  public var texts: [String] {
    state { state in
      state.operations.compactMap { operation -> String? in
        guard case .set(_, .text(let text)) = operation.action else { return nil }
        return text
      }
    }.sorted()
  }

  /// Makes a change of this replica, of an item of its own.
  @discardableResult
  public func write(_ text: String) -> ItemID {
    write(.text(text))
  }

  /// Keeps an attachment and makes a change that refers to it.
  @discardableResult
  public func attach(_ content: [UInt8]) -> ItemID {
    let hash = Blake2b.hash(content)
    let item = write(.bytes(hash.bytes))
    state { $0.keep(content, as: hash) }
    return item
  }

  /// Makes a change that purges an item.
  public func purge(_ item: ItemID) {
    let operation = Operation(item, Self.kind, .purge)
    write(payload: PayloadCodec.encode([operation]))
    state { $0.purge([operation.key]) }
  }

  /// The items that are purged here.
  public var purged: Set<ItemID> { state { Set($0.purges.items.map(\.item)) } }

  /// The payloads of every replica's changes: logs that know the same changes and purges hold the same.
  public var payloads: [ReplicaID: [[UInt8]?]] {
    state { $0.log.changes.mapValues { $0.map(\.payload) } }
  }

  /// Makes a change with any payload, well formed or not.
  public func write(payload: [UInt8]) {
    state { state in
      let previous = state.log.changes[state.replica]?.last
      let change = Change(
        id: ChangeID(replica: state.replica, sequence: (previous?.id.sequence ?? 0) + 1),
        clock: HybridTimestamp(rawValue: (previous?.clock.rawValue ?? 1 << 40) + 3),
        dependencies: state.takeDependencies(),
        payload: payload,
        after: previous?.hash ?? .zero,
        hashedBy: Blake2b.hash
      )
      state.log.append(change, to: state.replica)
    }
  }

  /// Makes a change that retires a replica.
  public func retire(_ replica: ReplicaID) {
    let operation = Operation(
      ItemID(high: replica.high, low: replica.low),
      ItemKind(rawValue: 6),
      .set(Self.retirement, .integer(1))
    )
    write(payload: PayloadCodec.encode([operation]))
  }

  private static let retirement = FieldID(rawValue: 61)

  private static let kind = ItemKind(rawValue: 1)

  private func write(_ value: Value) -> ItemID {
    let item = state { ItemID(high: $0.generator.next(), low: $0.generator.next()) }
    let operation = Operation(item, Self.kind, .set(FieldID(rawValue: 1), value))
    write(payload: PayloadCodec.encode([operation]))
    return item
  }

  // MARK: ChangeLog

  public var replica: ReplicaID { state { $0.replica } }

  public var library: LibraryID? { state { $0.library } }

  public func join(_ library: LibraryID, leaving previous: LibraryID?) throws {
    try fuse.burn()
    try state { state in
      guard [nil, library, previous].contains(state.library) else {
        throw Refused(description: "it belongs to another library")
      }
      state.library = library
    }
  }

  public var version: VersionVector { state { $0.log.version } }

  public var histories: Histories { state { $0.log.histories } }

  public var retired: Set<ReplicaID> {
    state { state in
      let retired = state.operations.compactMap { operation -> ReplicaID? in
        guard operation.action == .set(Self.retirement, .integer(1)) else { return nil }
        return ReplicaID(high: operation.item.high, low: operation.item.low)
      }
      return Set(retired)
    }
  }

  public var checkedState: CheckedState? {
    get { state { $0.checkedState } }
    set { state { $0.checkedState = newValue } }
  }

  public var folders: [String] { state { $0.memories.keys.sorted() } }

  public func hash(of change: ChangeID) throws -> Digest? {
    state { $0.log.hash(of: change) }
  }

  public func changes(of history: ReplicaID, after sequence: UInt64, bytes: Int) throws -> [Change]
  {
    state { state in
      var taken: [Change] = []
      var size = 0
      for change in state.log.changes(of: history, after: sequence) where size < bytes {
        taken.append(change)
        size += change.payload?.count ?? 0
      }
      return taken
    }
  }

  public func append(_ changes: [Change]) throws {
    try fuse.burn()
    try state { state in
      var next = state
      for change in changes {
        guard let branch = try next.log.branch(for: change, notOf: next.replica) else {
          continue
        }
        guard next.log.version(of: change.dependencies) != nil
        else { throw ChangeRefused(change: change.id, reason: "it is not ready", isWaiting: true) }
        do {
          let operations = try change.verifiedOperations(hashedBy: Blake2b.hash)
          next.purge(Redaction.purged(by: operations).subtracting(next.purges.items))
          let taken = try change.redacted(next.purges.items.contains)
          next.log.append(taken, to: branch)
        } catch {
          throw ChangeRefused(change: change.id, reason: "\(error)")
        }
      }
      state = next
    }
  }

  public func redactions(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, change: ChangeID)] {
    state { $0.purges.redactions(after: position, limit: limit) }
  }

  @discardableResult
  public func takeNewReplica() throws -> ReplicaID {
    try fuse.burn()
    return state { state in
      state.seen = VersionVector()
      state.replica = ReplicaID(high: state.generator.next(), low: state.generator.next())
      return state.replica
    }
  }

  public func memory(ofFolder folder: String) throws -> [UInt8]? {
    state { $0.memories[folder] }
  }

  public func remember(_ memory: [UInt8]?, ofFolder folder: String) throws {
    try fuse.burn()
    state { $0.memories[folder] = memory }
  }

  // MARK: AttachmentStore

  public func attachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    state { state in
      state.attachments.enumerated().dropFirst(Int(position))
        .filter { state.contents[$0.element] != nil }.prefix(limit)
        .map { (Int64($0.offset) + 1, $0.element) }
    }
  }

  public func size(ofAttachment hash: Digest) throws -> UInt64? {
    state { $0.contents[hash].map { UInt64($0.count) } }
  }

  public func attachment(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8]? {
    state { $0.contents[hash].map { Array($0.dropFirst(Int(offset)).prefix(count)) } }
  }

  public func missingAttachments() throws -> [Digest] {
    state { state in state.wanted.filter { state.contents[$0] == nil } }
  }

  public func isUsed(_ hash: Digest) throws -> Bool { true }

  public func purgedAttachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    state { $0.purges.goneAttachments(after: position, limit: limit) }
  }

  public func store(_ content: [UInt8], as hash: Digest) throws {
    try fuse.burn()
    guard Blake2b.hash(content) == hash else {
      throw Refused(description: "an attachment does not have its hash")
    }
    state { $0.keep(content, as: hash) }
  }

  public func received(_ hash: Digest) throws -> UInt64 {
    state { UInt64($0.parts[hash]?.count ?? 0) }
  }

  public func received(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8] {
    state { Array(($0.parts[hash] ?? []).dropFirst(Int(offset)).prefix(count)) }
  }

  public func receive(_ part: [UInt8], of hash: Digest, at offset: UInt64) throws {
    try fuse.burn()
    try state { state in
      guard state.contents[hash] == nil, state.wanted.contains(hash) else { return }
      let offset = Int(offset)
      let before = state.parts[hash] ?? []
      guard before.count >= offset else {
        throw Refused(description: "a part came before those before it")
      }
      state.parts[hash] = before[..<offset] + part + before.dropFirst(offset + part.count)
    }
  }

  public func finishReceiving(_ hash: Digest, size: UInt64) throws -> Bool {
    try fuse.burn()
    return state { state in
      guard state.contents[hash] == nil, state.wanted.contains(hash) else { return true }
      let content = Array((state.parts.removeValue(forKey: hash) ?? []).prefix(Int(size)))
      guard content.count == size, Blake2b.hash(content) == hash else { return false }
      state.keep(content, as: hash)
      return true
    }
  }
}
