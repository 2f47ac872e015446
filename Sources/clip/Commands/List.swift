import ArgumentParser
import Model
import Store

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what the library holds, newest first.",
    discussion: ExitCode.help(for: [.library, .listing])
  )

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case sources
    case clippings
    case notes
    case notebooks
    case tags
    case trash
  }

  @OptionGroup var options: GlobalOptions

  @Argument(help: "What to list; everything but tags and trash without it.")
  var kind: Kind?

  @OptionGroup var limit: LimitOption

  func run() throws {
    let session = try Session(options)
    let limit = limit.count
    let count = try session.read { reader in
      kind == .tags
        ? try printTags(reader, limit, session.output)
        : try printItems(reader, limit, session.output)
    }
    session.output.flush(paged: true)
    if count == 0 { throw ExitCode.nothingMatched }
    if count == limit, Terminal.isOutput {
      session.output.note("these are the newest \(count); --limit 0 lists all")
    }
  }

  private func printTags(_ reader: LibraryReader, _ limit: Int, _ output: Output) throws -> Int {
    let tags = try reader.tags(limit: limit)
    for tag in tags {
      output.print(tag.json) { "\($0.tag(Sanitized.line(tag.name)))  \($0.dim("\(tag.count)"))" }
    }
    return tags.count
  }

  private func printItems(_ reader: LibraryReader, _ limit: Int, _ output: Output) throws -> Int {
    let kinds: [ItemReference.Kind] =
      switch kind {
      case .sources: [.source]
      case .clippings: [.clipping]
      case .notes: [.note]
      case .notebooks: [.notebook]
      default: [.source, .clipping, .note, .notebook]
      }
    let items = try reader.items(kinds, Listing(trashed: kind == .trash, limit: limit))
    let line = ItemLine(output)
    for item in items { output.print(.object(item.shownFields)) { _ in line.text(item) } }
    return items.count
  }
}
