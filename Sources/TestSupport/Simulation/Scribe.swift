import Foundation
import Model
import Replication
import Store

/// Somebody who edits a library at random and enters into a ledger what was acknowledged.
struct Scribe {
  /// Versions of notes that lie open in an editor.
  private var opened: [(note: NoteID, base: NoteBase)] = []
  private let name: String
  private var count = 0
  /// Whether some attachments are so large that they lie by themselves in a folder.
  var keepsLarge = false

  /// A name that no other scribe of a simulation has.
  init(_ name: String) {
    self.name = name
  }

  /// Closes the editor, as whoever restarts does.
  mutating func closeAll() { opened = [] }

  /// What all have in common: some of each kind.
  mutating func begin(
    _ library: Library,
    _ ledger: inout Ledger,
    _ lines: inout Lines,
    _ random: inout SeededGenerator
  ) throws -> [Int] {
    var edits: [Ledger.Edit] = []
    try library.write { writer in
      edits += try addNote(writer, &lines, &random)
      edits += try addClipping(writer, &random)
      let notebook = try writer.notebook(titled: next())
      edits.append(.item(ItemReference(.notebook, AnyItemID(notebook))))
      for _ in 0..<3 {
        edits.append(.entry(try writer.addEntry(.heading(next()), to: notebook), notebook))
      }
    }
    return edits.map { ledger.add($0) }
  }

  /// Makes one change.
  ///
  /// - Returns: the numbers of what was entered.
  mutating func write(
    _ library: Library,
    _ ledger: inout Ledger,
    _ lines: inout Lines,
    _ random: inout SeededGenerator
  ) throws -> [Int] {
    var edits: [Ledger.Edit] = []
    try library.write { writer in
      for _ in 0...(random.chance(80) ? 0 : 1) { edits += try edit(writer, &lines, &random) }
    }
    return edits.map { ledger.add($0) }
  }

  private mutating func edit(
    _ writer: LibraryWriter,
    _ lines: inout Lines,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    switch random.weighted([4, 24, keepsLarge ? 20 : 8, 5, 12, 8, 3, 10, 4]) {
    case 0: try addNote(writer, &lines, &random)
    case 1: try editNote(writer, &lines, &random)
    case 2: try addClipping(writer, &random)
    case 3: try addSharedTag(writer, &random)
    case 4: try setField(writer, &random)
    case 5: try tag(writer, &random)
    case 6: try trash(writer, &random)
    case 7: try outline(writer, &random)
    default: try purge(writer, &random)
    }
  }

  /// A word that nobody wrote before.
  private mutating func next() -> String {
    count += 1
    return Words.word(count, by: name)
  }

  // MARK: Notes

  private mutating func addNote(
    _ writer: LibraryWriter,
    _ lines: inout Lines,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    let new = (0...random.number(below: 3)).map { _ in lines.next() }
    let title = next()
    let text = new.map { Lines.text($0, by: name) }.joined()
    let note = try writer.note(text, title: title)
    let item = ItemReference(.note, AnyItemID(note))
    return new.map { .line($0, note) } + [.field(item, "title", value: title, over: [])]
  }

  private mutating func editNote(
    _ writer: LibraryWriter,
    _ lines: inout Lines,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    let note: NoteID
    let base: NoteBase
    if random.chance(30), !opened.isEmpty {
      (note, base) = opened.remove(at: random.number(below: opened.count))
      guard try !writer.reader.isPurged(ItemReference(.note, AnyItemID(note))) else { return [] }
    } else {
      guard let found = random.pick(try writer.reader.notes()) else { return [] }
      note = found.id
      base = try writer.base(of: note)
      if random.chance(25) {
        opened.append((note, base))
        return []
      }
    }
    var edits: [Ledger.Edit] = []
    var text = base.text.split(separator: "\n").map { $0 + "\n" }
    if random.chance(25), !text.isEmpty {
      let line = text.remove(at: random.number(below: text.count))
      edits += line.unicodeScalars.filter(Lines.isMark).map { .lineDeleted($0) }
    }
    for _ in 0...random.number(below: 2) {
      let line = lines.next()
      let place = random.number(below: text.count + 1)
      text.insert(Substring(Lines.text(line, by: name)) + "", at: place)
      edits.append(.line(line, note))
    }
    try writer.edit(note, from: base, to: text.joined())
    return edits
  }

  // MARK: Other items

  private mutating func addClipping(
    _ writer: LibraryWriter,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    if keepsLarge, random.chance(70) { return try addLarge(writer, &random) }
    let page = random.number(below: 4)
    var article = Article(text: "Page \(page), as read \(random.number(below: 3)) times.")
    article.url = "https://example.org/\(page)"
    article.title = "Page \(page)"
    if random.chance(40) {
      let content = Data("<p>\(page) \(random.number(below: 3))</p>".utf8)
      article.page = .init(content: content, mediaType: "text/html")
    }
    let source = try writer.add(article).id
    let words = next()
    let selector = Selector(quote: TextQuoteSelector(exact: "as read"))
    let clipping = try writer.clip(selector, of: source, note: words)
    let item = ItemReference(.clipping, AnyItemID(clipping))
    return [
      .item(ItemReference(.source, AnyItemID(source))), .item(item),
      .field(item, "note", value: words, over: []),
    ]
  }

  /// A source whose page is so large that it is a file by itself, or several parts of which all but
  /// the first are like those of others.
  private mutating func addLarge(
    _ writer: LibraryWriter,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    let word = next()
    let size = random.chance(10) ? 9 << 20 : 270_000
    var article = Article(text: "The page of \(word).")
    article.url = "https://example.org/\(word)"
    let content = "<p>\(word)</p>" + String(repeating: " ", count: size)
    article.page = .init(content: Data(content.utf8), mediaType: "text/html")
    let source = try writer.add(article).id
    if random.chance(50) {
      _ = try writer.clip(Selector(quote: TextQuoteSelector(exact: "page")), of: source)
    }
    let item = ItemReference(.source, AnyItemID(source))
    return [.item(item), .content(item, word)]
  }

  private func purge(
    _ writer: LibraryWriter,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    let kind = random.pick([ItemReference.Kind.note, .clipping, .source]) ?? .note
    guard let item = try item(of: kind, trashed: random.chance(30), writer.reader, &random) else {
      return []
    }
    try writer.purge(item)
    return [.purged(item)]
  }

  private mutating func setField(
    _ writer: LibraryWriter,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    let places: [(kind: ItemReference.Kind, field: String)] = [
      (.note, "title"), (.clipping, "note"), (.source, "citationKey"),
    ]
    guard let place = random.pick(places),
      let item = try item(of: place.kind, writer.reader, &random)
    else { return [] }
    let over = try writer.reader.values(of: place.field, in: item)
    let value = next()
    try writer.set([(place.field, value)], of: item)
    return [.field(item, place.field, value: value, over: over)]
  }

  private mutating func tag(
    _ writer: LibraryWriter,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    guard let item = try item(of: .note, writer.reader, &random) else { return [] }
    let own = try writer.reader.tags(of: item).filter { $0.contains("-") }
    if random.chance(30), let tag = random.pick(own) {
      try writer.removeTags([tag], from: item)
      return [.tagRemoved(item, tag)]
    }
    let tag = next()
    try writer.addTags([tag], to: item)
    return [.tag(item, tag)]
  }

  /// Of a few words that several write and take away.
  private func addSharedTag(
    _ writer: LibraryWriter,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    guard let item = try item(of: .source, writer.reader, &random),
      let tag = random.pick(["sea", "tide", "gauge"])
    else { return [] }
    if try writer.reader.tags(of: item).contains(tag) {
      try writer.removeTags([tag], from: item)
    } else {
      try writer.addTags([tag], to: item)
    }
    return []
  }

  private func trash(
    _ writer: LibraryWriter,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    let kind = random.pick([ItemReference.Kind.note, .clipping, .source]) ?? .note
    let isRestoring = random.chance(50)
    guard let item = try item(of: kind, trashed: isRestoring, writer.reader, &random) else {
      return []
    }
    if isRestoring { try writer.restore(item) } else { try writer.trash(item) }
    return []
  }

  private mutating func outline(
    _ writer: LibraryWriter,
    _ random: inout SeededGenerator
  ) throws -> [Ledger.Edit] {
    guard let notebook = random.pick(try writer.reader.notebooks())?.id else { return [] }
    let entries = try writer.reader.entries(of: notebook).map(\.id)
    let one = random.pick(entries)
    var place = OutlinePlace(under: random.chance(50) ? random.pick(entries) : nil)
    if random.chance(30), let after = random.pick(entries) { place = .init(.after(after)) }
    do {
      switch (random.number(below: 10), one) {
      case (0...4, let entry?): try writer.move(entry, in: notebook, to: place)
      case (5, let entry?):
        try writer.removeEntry(entry, from: notebook, alone: true)
        return [.entryRemoved(entry)]
      default:
        return [.entry(try writer.addEntry(.heading(next()), to: notebook, at: place), notebook)]
      }
    } catch let error as StoreError where error.code == .badValue {
      // To stand under itself.
    }
    return []
  }

  private func item(
    of kind: ItemReference.Kind,
    trashed: Bool = false,
    _ reader: LibraryReader,
    _ random: inout SeededGenerator
  ) throws -> ItemReference? {
    let listing = Listing(trashed: trashed)
    let ids: [AnyItemID] =
      switch kind {
      case .source: try reader.sources(listing).map { AnyItemID($0.id) }
      case .clipping: try reader.clippings(listing).map { AnyItemID($0.id) }
      case .note: try reader.notes(listing).map { AnyItemID($0.id) }
      case .notebook, .entry: []
      }
    return random.pick(ids.sorted()).map { ItemReference(kind, $0) }
  }
}

/// Lines of notes, each begun by a character that no other line holds.
struct Lines {
  private var count: UInt32 = 0
  private static let first: UInt32 = 0x4e00
  private static let bound: UInt32 = 20_000

  mutating func next() -> Unicode.Scalar {
    precondition(count < Self.bound, "there are marks for so many lines")
    count += 1
    return Unicode.Scalar(Self.first + count - 1) ?? "?"
  }

  static func text(_ mark: Unicode.Scalar, by name: String) -> String {
    "\(Words.line(mark)) \(name) saw\n"
  }

  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    (first..<first + bound).contains(scalar.value)
  }
}
