import Model
import Replication
import Store

/// What was acknowledged, and what must therefore be there in the end.
///
/// An edit counts from the moment when its write returned. One that was put back to before it was
/// published may be lost, and so asks nothing; but what it took away may be gone. Of an item that was
/// purged everything may be gone, whenever it was written, and nothing else.
struct Ledger {
  /// One acknowledged edit.
  enum Edit {
    /// A line of a note, told by a character that stands nowhere else.
    case line(Unicode.Scalar, NoteID)
    case lineDeleted(Unicode.Scalar)
    /// A field written, over these values.
    case field(ItemReference, String, value: String, over: Set<String>)
    case tag(ItemReference, String)
    case tagRemoved(ItemReference, String)
    case entry(EntryID, NotebookID)
    case entryRemoved(EntryID)
    case item(ItemReference)
    /// A word that an attachment of an item holds.
    case content(ItemReference, String)
    case purged(ItemReference)

    /// What it is an edit of; `nil` for what only takes away.
    fileprivate var item: ItemReference? {
      switch self {
      case .line(_, let note): ItemReference(.note, AnyItemID(note))
      case .field(let item, _, _, _), .tag(let item, _), .item(let item), .content(let item, _):
        item
      case .entry(_, let notebook): ItemReference(.notebook, AnyItemID(notebook))
      case .lineDeleted, .tagRemoved, .entryRemoved, .purged: nil
      }
    }

    /// The word or the beginning of a line that it wrote and that stands nowhere else.
    fileprivate var word: String? {
      switch self {
      case .line(let mark, _): Words.line(mark)
      case .field(_, _, let value, _): value
      case .tag(_, let word), .content(_, let word): word
      case .lineDeleted, .tagRemoved, .entry, .entryRemoved, .item, .purged: nil
      }
    }
  }

  private var edits: [Edit] = []
  private var lost: Set<Int> = []

  var count: Int { edits.count }
  /// How many of the edits are purges.
  private(set) var purges = 0

  mutating func add(_ edit: Edit) -> Int {
    edits.append(edit)
    if case .purged = edit { purges += 1 }
    return edits.count - 1
  }

  /// Edits whose library was put back before anybody could have seen them.
  mutating func lose(_ numbers: [Int]) { lost.formUnion(numbers) }

  private struct Field: Hashable {
    let item: ItemReference
    let name: String
  }

  /// What is missing in a library that has everything, in words.
  func missing(in library: Library) throws -> [String] {
    try library.read { reader in
      try missingLines(reader) + missingFields(reader) + missingRest(reader)
        + purged(onlyCertain: true).filter { try !reader.isPurged($0) }.map {
          "\($0.kind) \($0.id.short) is not purged"
        }
    }
  }

  /// What may be nowhere any more: all that was written in items that are purged for certain.
  var purgedWords: Set<String> {
    let purged = purged(onlyCertain: true)
    return Set(edits.filter { $0.item.map(purged.contains) ?? false }.compactMap(\.word))
  }

  private func purged(onlyCertain: Bool) -> Set<ItemReference> {
    let items = edits.enumerated().compactMap { number, edit -> ItemReference? in
      guard case .purged(let item) = edit, !onlyCertain || !lost.contains(number) else {
        return nil
      }
      return item
    }
    return Set(items)
  }

  /// The edits that count, with whether they can be lost.
  private var numbered: [(edit: Edit, isCertain: Bool)] {
    let purged = purged(onlyCertain: false)
    return edits.enumerated().compactMap { number, edit in
      if let item = edit.item, purged.contains(item) { return nil }
      return (edit, !lost.contains(number))
    }
  }

  private func missingLines(_ reader: LibraryReader) throws -> [String] {
    var missing: [String] = []
    var deleted: [Unicode.Scalar: Bool] = [:]
    for (edit, isCertain) in numbered {
      if case .lineDeleted(let line) = edit { deleted[line] = isCertain || deleted[line] ?? false }
    }
    var texts: [NoteID: [Unicode.Scalar: Int]] = [:]
    for (edit, isCertain) in numbered {
      guard case .line(let line, let note) = edit, isCertain else { continue }
      if texts[note] == nil {
        let text = try reader.note(note)?.text ?? ""
        texts[note] = text.unicodeScalars.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      }
      let count = texts[note]?[line] ?? 0
      switch deleted[line] {
      case nil where count != 1:
        missing.append("line \(line) stands \(count) times in note \(note.short)")
      case true? where count != 0: missing.append("line \(line) is back in note \(note.short)")
      default: break
      }
    }
    return missing
  }

  private func missingFields(_ reader: LibraryReader) throws -> [String] {
    var written: [Field: Set<String>] = [:]
    var replaced: [Field: (maybe: Set<String>, certain: Set<String>)] = [:]
    for (edit, isCertain) in numbered {
      guard case .field(let item, let name, let value, let over) = edit else { continue }
      let field = Field(item: item, name: name)
      if isCertain { written[field, default: []].insert(value) }
      replaced[field, default: ([], [])].maybe.formUnion(over)
      if isCertain { replaced[field, default: ([], [])].certain.formUnion(over) }
    }
    var missing: [String] = []
    for (field, values) in written {
      let present = try reader.values(of: field.name, in: field.item)
      let (maybe, certain) = replaced[field] ?? ([], [])
      for value in values.subtracting(maybe).subtracting(present) {
        missing.append("\(field.name) of \(field.item.id.short) lacks \(value)")
      }
      for value in present.intersection(certain) {
        missing.append("\(field.name) of \(field.item.id.short) has \(value) again")
      }
    }
    return missing.sorted()
  }

  private func missingRest(_ reader: LibraryReader) throws -> [String] {
    var missing: [String] = []
    var removedEntries: Set<EntryID> = []
    var removedTags: [String: Bool] = [:]
    for (edit, isCertain) in numbered {
      switch edit {
      case .entryRemoved(let entry): removedEntries.insert(entry)
      case .tagRemoved(_, let tag): removedTags[tag] = isCertain || removedTags[tag] ?? false
      default: break
      }
    }
    var outlines: [NotebookID: [EntryID: Int]] = [:]
    for (edit, isCertain) in numbered where isCertain {
      switch edit {
      case .entry(let entry, let notebook):
        if outlines[notebook] == nil {
          outlines[notebook] = try reader.entries(of: notebook)
            .reduce(into: [:]) { $0[$1.id, default: 0] += 1 }
        }
        let count = outlines[notebook]?[entry] ?? 0
        if count > 1 || count == 0 && !removedEntries.contains(entry) {
          missing.append("entry \(entry.short) stands \(count) times in its notebook")
        }
      case .tag(let item, let tag):
        let isThere = try reader.tags(of: item).contains(tag)
        if let isRemoved = removedTags[tag] {
          if isRemoved && isThere { missing.append("tag \(tag) is back") }
        } else if !isThere {
          missing.append("tag \(tag) is gone")
        }
      case .item(let item):
        if try reader.item(item) == nil { missing.append("\(item.kind) \(item.id.short) is gone") }
      default: break
      }
    }
    return missing
  }
}

extension LibraryReader {
  /// What a field shows, and what lost against it.
  func values(of field: String, in item: ItemReference) throws -> Set<String> {
    let shown = try fields(of: item).first { $0.field == field }?.value
    let others = try conflicts(of: item).filter { $0.field == field }
      .flatMap { $0.values.map(\.value) }
    return Set([shown].compactMap { $0 } + others).subtracting([""])
  }

  func tags(of item: ItemReference) throws -> [String] {
    switch try self.item(item) {
    case .source(let source): source.tags
    case .clipping(let clipping): clipping.tags
    case .note(let note): note.tags
    case .notebook(let notebook): notebook.tags
    case nil: []
    }
  }
}
