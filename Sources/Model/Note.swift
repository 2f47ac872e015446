public import Foundation

/// Text a person wrote: alone, or about a source or a clipping.
public struct Note: Hashable, Sendable {
  public var id: NoteID
  public var title: String?
  public var text: String
  public var about: AnyItemID?
  public var added: Date
  public var edited: Date
  public var tags: [String]
  public var trashed: Bool

  public init(
    id: NoteID,
    title: String? = nil,
    text: String,
    about: AnyItemID? = nil,
    added: Date,
    edited: Date,
    tags: [String] = [],
    trashed: Bool = false
  ) {
    self.id = id
    self.title = title
    self.text = text
    self.about = about
    self.added = added
    self.edited = edited
    self.tags = tags
    self.trashed = trashed
  }
}
