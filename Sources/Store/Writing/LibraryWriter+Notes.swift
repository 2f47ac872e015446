public import Model
import Replication

/// The version of a note that someone began to edit.
public struct NoteBase: Hashable, Sendable {
  public let text: String
  let version: TextVersion
}

extension LibraryWriter {
  /// Writes a note, alone or about an item.
  public func note(
    _ text: String,
    title: String? = nil,
    about: AnyItemID? = nil,
    tags: [String] = []
  ) throws -> NoteID {
    let id: ItemID = environment.randomID()
    var actions: [Operation.Action] = [.keep(.added, .earliest, .integer(now))]
    if let title, !title.isEmpty { actions.append(.set(.title, .text(title.withoutNulls))) }
    if let about { actions.append(.set(.about, .item(ItemID(about)))) }
    let scalars = Array(text.withoutNulls.unicodeScalars)
    let patches =
      scalars.isEmpty ? [] : [TextPatch(position: 0, deleted: 0, inserted: scalars)]
    actions.append(.edit(.text, TextEdit(firstSequence: 0, parents: [], patches: patches)))
    try record(id, .note, actions + insertions(of: tags))
    return NoteID(id)
  }

  /// Replaces a note's text by merging the difference to the version it was edited from; what
  /// others wrote since then stays.
  ///
  /// Saving a merge that wants a look as it is says that it was looked at.
  public func edit(_ note: NoteID, from base: NoteBase, to text: String) throws {
    let state = try state(of: ItemID(note), .note)
    let present = state.texts[.text]
    let old = Array(base.text.unicodeScalars)
    var patches = TextDifference.patches(from: old, to: Array(text.withoutNulls.unicodeScalars))
    if patches.isEmpty, let present, present.wantsLook, present.version == base.version {
      patches = TextEdit.readingOver
    }
    guard !patches.isEmpty else { return }
    let first = present?.nextSequence(of: replicaID) ?? 0
    let edit = TextEdit(firstSequence: first, parents: base.version, patches: patches)
    try record(ItemID(note), .note, [.edit(.text, edit)])
  }

  /// The version that the note is in now.
  public func base(of note: NoteID) throws -> NoteBase {
    try reader.base(of: note)
  }
}

extension TextEdit {
  /// Events that leave a text as it is and follow all before them.
  static let readingOver = [
    TextPatch(position: 0, deleted: 0, inserted: [" "]),
    TextPatch(position: 0, deleted: 1, inserted: []),
  ]
}
