/// Whether an item is in the trash.
///
/// A trashing covers the edits that its replica had seen. The item is in the trash while some
/// trashing covers every edit made to it, so an edit that the trashing had not seen brings it back.
/// A trashing stays on record until someone who has seen it edits, restores or trashes the item
/// again; until then it explains why the item came back.
///
/// The rule is clip's own, `docs/format/changes.md`, section 7: that of Bieniusa et al. for sets, see
/// ``AddWinsSet``, with edits for additions, and the removal kept on record instead of applied.
public struct Trash: Hashable, Sendable {
  /// The last edit of each replica.
  private(set) var edits: VersionVector
  /// By rising stamp.
  public private(set) var trashings: [Trashing]

  public struct Trashing: Hashable, Sendable {
    public let stamp: Stamp
    /// Whether every edit of the item was seen by it.
    public var covers: Bool
  }

  init(edits: VersionVector = VersionVector(), trashings: [Trashing] = []) {
    self.edits = edits
    self.trashings = trashings
  }

  public var isTrashed: Bool { trashings.contains { $0.covers } }

  /// Trashings that an unseen edit undid.
  public var undone: [Trashing] { isTrashed ? [] : trashings }

  mutating func trash(in context: ChangeContext) {
    let covers = edits.entries.allSatisfy { context.hasSeen($0) }
    forgetTrashings(seenIn: context)
    trashings.append(Trashing(stamp: context.stamp, covers: covers))
    trashings.sort { $0.stamp < $1.stamp }
  }

  mutating func edit(in context: ChangeContext) {
    forgetTrashings(seenIn: context)
    for index in trashings.indices { trashings[index].covers = false }
    edits.insert(context.id)
  }

  private mutating func forgetTrashings(seenIn context: ChangeContext) {
    trashings.removeAll { context.hasSeen($0.stamp.change) }
  }
}
