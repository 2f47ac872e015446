import Model
import Replication
import Store

/// All that people can see of a library, save who it is and in which order things came.
struct VisibleContent: Equatable {
  let items: [LibraryItem]
  let outlines: [NotebookID: [Entry]]
  let texts: [SourceID: String]
  let pages: [SourceID: [UInt8]]
  let tags: [Tag]
  let conflicts: [Conflict]
  let returned: [ReturnedItem]
  let found: [String: Set<SearchResult>]

  init(of library: Library, searching words: [String] = []) throws {
    self = try library.read { try VisibleContent($0, words) }
  }

  private init(_ reader: LibraryReader, _ words: [String]) throws {
    let kinds: [ItemReference.Kind] = [.source, .clipping, .note, .notebook]
    items = try [false, true].flatMap { trashed in
      try kinds.flatMap { try reader.items([$0], Listing(trashed: trashed)) }
    }
    var outlines: [NotebookID: [Entry]] = [:]
    var texts: [SourceID: String] = [:]
    var pages: [SourceID: [UInt8]] = [:]
    for item in items {
      switch item {
      case .source(let source):
        texts[source.id] = try reader.text(of: source.id)
        pages[source.id] = try reader.page(of: source.id)
      case .notebook(let notebook): outlines[notebook.id] = try reader.entries(of: notebook.id)
      default: break
      }
    }
    self.outlines = outlines
    self.texts = texts
    self.pages = pages
    tags = try reader.tags()
    conflicts = try reader.conflicts()
    returned = try reader.returnedItems()
    found = Dictionary(
      uniqueKeysWithValues: try words.map { ($0, Set(try reader.search($0, limit: 1_000))) }
    )
  }
}
