import ArgumentParser
import Export
import Foundation
import Model
import Store

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a notebook with its quotations and citations.",
    discussion: """
      The same library always gives the same bytes.

      \(ExitCode.help())
      """
  )

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case markdown
  }

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The notebook's id.")
  var notebook: String

  @Option(help: "What to write.")
  var format = Format.markdown

  @Option(
    help: ArgumentHelp("The file to write; standard output without it.", valueName: "path"),
    completion: .file()
  )
  var output: String?

  func run() throws {
    let session = try Session(options)
    let reference = try session.read {
      try $0.item(matching: notebook, among: [.notebook], called: "notebook")
    }
    let document = try session.read { try $0.document(of: NotebookID(reference.id)) }
    let text = MarkdownExport(document).text
    guard let output else {
      if options.json {
        session.output.print(
          object: .object([
            ("kind", .string("export")), ("notebook", .string("\(reference.id)")),
            ("text", .string(text)),
          ])
        )
      } else {
        session.output.print(raw: Terminal.isOutput ? Sanitized.text(text) : text)
      }
      session.output.flush(paged: true)
      return
    }
    let file = URL(fileURLWithPath: (output as NSString).expandingTildeInPath)
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw CommandError(
        "unwritable",
        "cannot write \(output): \(SystemReason.of(error))",
        hint: "Nothing was written. Name another place with --output."
      )
    }
    session.output.print(
      .object([
        ("kind", .string("export")), ("notebook", .string("\(reference.id)")),
        ("output", .string(file.path)),
      ])
    ) { style in "Wrote \(style.strong(Sanitized.line(output)))" }
    session.output.flush()
  }
}

extension LibraryReader {
  /// A notebook with everything its outline refers to; what is in the trash or not here is left out.
  func document(of id: NotebookID) throws -> NotebookDocument {
    let entries = try entries(of: id).compactMap { entry -> NotebookDocument.Entry? in
      switch entry.content {
      case .heading(let text): return .init(depth: entry.depth, .heading(text))
      case .item(let item):
        guard let reference = try reference(to: item),
          let content = try content(reference)
        else { return nil }
        return .init(depth: entry.depth, content)
      }
    }
    return NotebookDocument(title: try notebook(id)?.title ?? "", entries: entries)
  }

  private func content(_ item: ItemReference) throws -> NotebookDocument.Content? {
    switch try self.item(item) {
    case .clipping(let clipping) where !clipping.trashed:
      .clipping(clipping, from: try clipping.source.flatMap(source))
    case .note(let note) where !note.trashed: .note(note, about: try subject(of: note))
    case .source(let source) where !source.trashed: .source(source)
    default: nil
    }
  }

  private func subject(of note: Note) throws -> NotebookDocument.Subject? {
    guard let about = note.about, let reference = try reference(to: about) else { return nil }
    return switch try item(reference) {
    case .source(let source): .source(source)
    case .clipping(let clipping): .clipping(clipping, from: try clipping.source.flatMap(source))
    default: nil
    }
  }
}
