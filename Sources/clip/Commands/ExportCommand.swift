import ArgumentParser
import Export
import Foundation
import Model
import Store

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a notebook with its quotations and citations, or the whole library.",
    discussion: """
      As JSON, one object a line: the notebook with all items that it refers to, or with --all \
      everything that the library holds. The same library always gives the same bytes.

      \(ExitCode.help())
      """
  )

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case markdown
    case json
  }

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The notebook's id.")
  var notebook: String?

  @Flag(help: "The whole library, with what is in the trash; as JSON.")
  var all = false

  @Option(help: "What to write.")
  var format = Format.markdown

  @Option(
    help: ArgumentHelp("The file to write; standard output without it.", valueName: "path"),
    completion: .file()
  )
  var output: String?

  func validate() throws {
    if notebook == nil, !all { throw ValidationError("Name a notebook, or give --all.") }
    if notebook != nil, all { throw ValidationError("Name a notebook or give --all, not both.") }
    if all, format != .json { throw ValidationError("--all needs --format json.") }
  }

  func run() throws {
    let session = try Session(options)
    let id = try notebook.map { typed in
      NotebookID(
        try session.read { try $0.item(matching: typed, among: [.notebook], called: "notebook") }.id
      )
    }
    switch (format, id) {
    case (.markdown, let id?): try writeMarkdown(of: id, session)
    default: try writeJSON(of: id, session)
    }
  }

  private func writeMarkdown(of id: NotebookID, _ session: Session) throws {
    let text = MarkdownExport(try session.read { try $0.document(of: id) }).text
    guard let output else {
      if options.json {
        session.output.print(
          object: .object([
            ("kind", .string("export")), ("notebook", .string("\(id)")), ("text", .string(text)),
          ])
        )
      } else {
        session.output.print(raw: Terminal.isOutput ? Sanitized.text(text) : text)
      }
      session.output.flush(paged: true)
      return
    }
    let file = place(output)
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw unwritable(output, error)
    }
    report(id, file, output, session)
  }

  private func writeJSON(of id: NotebookID?, _ session: Session) throws {
    let lines: LineFile
    do {
      lines = try output.map { try LineFile(at: place($0)) } ?? LineFile()
    } catch {
      throw unwritable(output ?? "", error)
    }
    do {
      try session.read { reader in
        let export = JSONLines(reader: reader) { object in
          do { try lines.append(object.line) } catch { throw unwritable(output, error) }
        }
        if let id { try export.write(notebook: id) } else { try export.writeLibrary() }
      }
      do { try lines.finish() } catch { throw unwritable(output, error) }
    } catch {
      lines.abandon()
      throw error
    }
    if let output { report(id, place(output), output, session) }
  }

  private func place(_ path: String) -> URL {
    URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
  }

  private func unwritable(_ path: String?, _ error: any Error) -> CommandError {
    guard let path else {
      return CommandError(
        "unwritable",
        "the export cannot be written: \(SystemReason.of(error))",
        hint: "What was written of it is not the whole."
      )
    }
    return CommandError(
      "unwritable",
      "cannot write \(path): \(SystemReason.of(error))",
      hint: "Nothing was written. Name another place with --output."
    )
  }

  private func report(_ id: NotebookID?, _ file: URL, _ typed: String, _ session: Session) {
    session.output.print(
      .object([
        ("kind", .string("export")), ("notebook", .optional(id.map { "\($0)" })),
        ("output", .string(file.path)),
      ])
    ) { style in "Wrote \(style.strong(Sanitized.line(typed)))" }
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
    let clippings = entries.compactMap { entry in
      if case .clipping(let clipping, _) = entry.content { clipping } else { nil }
    }
    return NotebookDocument(
      title: try notebook(id)?.title ?? "",
      entries: entries,
      olderPages: try daysOfOlderPages(clippings)
    )
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
