public import Model

/// A notebook with all that its outline refers to: what there is to export.
///
/// The caller resolves the entries and leaves out what should not be seen, such as items in the
/// trash. An export reads nothing else, so the same document always gives the same bytes.
public struct NotebookDocument: Hashable, Sendable {
  public var title: String
  /// In the outline's order, each entry before those below it.
  public var entries: [Entry]
  /// Of clippings whose words no longer stand in their page, the day on which it was read with them:
  /// `2025-03-04`.
  public var olderPages: [ClippingID: String]

  public init(
    title: String,
    entries: [Entry] = [],
    olderPages: [ClippingID: String] = [:]
  ) {
    self.title = title
    self.entries = entries
    self.olderPages = olderPages
  }

  /// One line of the outline with its content.
  public struct Entry: Hashable, Sendable {
    /// 0 at the top level.
    public var depth: Int
    public var content: Content

    public init(depth: Int = 0, _ content: Content) {
      self.depth = depth
      self.content = content
    }
  }

  /// What stands at an entry.
  public enum Content: Hashable, Sendable {
    case heading(String)
    case clipping(Clipping, from: Source?)
    case note(Note, about: Subject?)
    case source(Source)
  }

  /// What a note is about.
  public enum Subject: Hashable, Sendable {
    case source(Source)
    case clipping(Clipping, from: Source?)
  }
}
