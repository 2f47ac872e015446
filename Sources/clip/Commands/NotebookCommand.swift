import ArgumentParser
import Model
import Store

struct NotebookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook",
    abstract: "Make notebooks and arrange their outlines.",
    subcommands: [
      NotebookNew.self, NotebookAdd.self, NotebookHeading.self, NotebookMove.self,
      NotebookRemove.self, NotebookShow.self, NotebookEdit.self,
    ]
  )
}

/// The notebook that a command works on.
struct NotebookArgument: ParsableArguments {
  @Argument(help: "The notebook's id.")
  var notebook: String

  func resolve(_ reader: LibraryReader) throws -> NotebookID {
    NotebookID(
      try reader.item(matching: notebook, among: [.notebook], called: "notebook").id
    )
  }
}

/// Where an entry is to stand.
struct PlaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Below this entry.", valueName: "entry"))
  var under: String?

  @Option(help: ArgumentHelp("Right after this entry; the end without it.", valueName: "entry"))
  var after: String?

  func resolve(_ reader: LibraryReader) throws -> OutlinePlace {
    OutlinePlace(
      under: try under.map { try reader.entry(matching: $0) },
      try after.map { .after(try reader.entry(matching: $0)) } ?? .last
    )
  }
}

extension LibraryReader {
  fileprivate func entry(matching prefix: String) throws -> EntryID {
    EntryID(try item(matching: prefix, among: [.entry], called: "entry").id)
  }
}

extension Session {
  /// Entries that were made or moved, as they stand in their outline.
  fileprivate func print(_ entries: [EntryID], of notebook: NotebookID) throws {
    try read { reader in
      let outline = try reader.entries(of: notebook)
      let page = ItemPage(reader: reader, output: output)
      for entry in outline where entries.contains(entry.id) {
        let line = try page.line(entry)
        let json = try reader.json(of: entry)
        output.print(json) { _ in line }
      }
    }
    output.flush()
  }
}

struct NotebookNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Make an empty notebook.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "Its title.")
  var title: String

  func run() throws {
    guard !title.allSatisfy(\.isWhitespace) else { throw CommandError.usage("the title is empty") }
    let session = try Session(options)
    let id = try session.write { try $0.notebook(titled: title) }
    guard let notebook = try session.read({ try $0.notebook(id) }) else {
      preconditionFailure("a notebook that was made is there")
    }
    session.output.print(.object(notebook.fields)) { _ in
      "Made " + ItemLine(session.output).text(notebook)
    }
    session.output.flush()
  }
}

struct NotebookAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Put clippings, notes or sources into the outline.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions
  @OptionGroup var notebook: NotebookArgument

  @Argument(help: "The items' ids.")
  var item: [String]

  @OptionGroup var place: PlaceOptions

  func run() throws {
    let session = try Session(options)
    let (notebook, items, place) = try session.read { reader in
      (
        try self.notebook.resolve(reader),
        try item.map {
          try reader.item(matching: $0, among: [.clipping, .note, .source]).id
        },
        try self.place.resolve(reader)
      )
    }
    let entries = try session.write { writer in
      var place = place
      return try items.map { item in
        let entry = try writer.addEntry(.item(item), to: notebook, at: place)
        if case .after = place.among { place.among = .after(entry) }
        return entry
      }
    }
    try session.print(entries, of: notebook)
  }
}

struct NotebookHeading: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heading",
    abstract: "Put a heading into the outline.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions
  @OptionGroup var notebook: NotebookArgument

  @Argument(help: "The heading.")
  var text: String

  @OptionGroup var place: PlaceOptions

  func run() throws {
    let session = try Session(options)
    let (notebook, place) = try session.read {
      (try self.notebook.resolve($0), try self.place.resolve($0))
    }
    let entry = try session.write { try $0.addEntry(.heading(text), to: notebook, at: place) }
    try session.print([entry], of: notebook)
  }
}

struct NotebookMove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Move an entry with all below it.",
    discussion:
      "Without --under and --after it goes to the end of the top level.\n\n\(ExitCode.help())"
  )

  @OptionGroup var options: GlobalOptions
  @OptionGroup var notebook: NotebookArgument

  @Argument(help: "The entry's id.")
  var entry: String

  @OptionGroup var place: PlaceOptions

  func run() throws {
    let session = try Session(options)
    let (notebook, entry, place) = try session.read {
      (
        try self.notebook.resolve($0), try $0.entry(matching: self.entry),
        try self.place.resolve($0)
      )
    }
    try session.write { try $0.move(entry, in: notebook, to: place) }
    try session.print([entry], of: notebook)
  }
}

struct NotebookRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take an entry, with all below it, out of the outline.",
    discussion: "The clippings and notes themselves stay in the library.\n\n\(ExitCode.help())"
  )

  @OptionGroup var options: GlobalOptions
  @OptionGroup var notebook: NotebookArgument

  @Argument(help: "The entry's id.")
  var entry: String

  func run() throws {
    let session = try Session(options)
    let (notebook, entry) = try session.read {
      (try self.notebook.resolve($0), try $0.entry(matching: self.entry))
    }
    try session.write { try $0.removeEntry(entry, from: notebook) }
    session.output.print(
      .object([("kind", .string("removed")), ("entry", .string("\(entry)"))])
    ) { style in "Removed \(style.id(entry.short)) from the outline." }
    session.output.flush()
  }
}

struct NotebookShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the outline with the ids of its entries.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions
  @OptionGroup var notebook: NotebookArgument

  func run() throws {
    let session = try Session(options)
    let id = try session.read { try notebook.resolve($0) }
    try session.printWhole(ItemReference(.notebook, AnyItemID(id)))
    session.output.flush(paged: true)
  }
}
