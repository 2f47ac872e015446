public import Foundation

/// An ordered outline of headings, clippings and notes.
public struct Notebook: Hashable, Sendable {
  public var id: NotebookID
  public var title: String
  public var added: Date
  public var edited: Date
  public var tags: [String]
  public var trashed: Bool

  public init(
    id: NotebookID,
    title: String,
    added: Date,
    edited: Date,
    tags: [String] = [],
    trashed: Bool = false
  ) {
    self.id = id
    self.title = title
    self.added = added
    self.edited = edited
    self.tags = tags
    self.trashed = trashed
  }
}

/// One line of a notebook's outline.
public struct Entry: Hashable, Sendable {
  public var id: EntryID
  /// 0 at the top level.
  public var depth: Int
  public var content: Content

  /// What stands at the entry.
  public enum Content: Hashable, Sendable {
    case heading(String)
    /// A clipping, note or source of the library.
    case item(AnyItemID)
  }

  public init(id: EntryID, depth: Int, content: Content) {
    self.id = id
    self.depth = depth
    self.content = content
  }
}
