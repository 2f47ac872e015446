import ArgumentParser
import Model
import Store

struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find sources, clippings, notes and notebooks, best first.",
    discussion: """
      All words are wanted, "a phrase" as it stands, word* for all that begin so. Case and accents \
      do not matter.

      \(ExitCode.help(for: [.library, .listing]))
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "What to look for.")
  var query: [String]

  @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit = 20

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes 1 or more.") }
  }

  func run() throws {
    let session = try Session(options)
    let count = try session.read { reader in
      let results = try reader.search(query.joined(separator: " "), limit: limit)
      for result in results { try print(result, reader, session.output) }
      return results.count
    }
    session.output.flush(paged: true)
    if count == 0 { throw ExitCode.nothingMatched }
  }

  private func print(_ result: SearchResult, _ reader: LibraryReader, _ output: Output) throws {
    guard let item = try reader.item(result.item) else { return }
    let snippet = ("snippet", JSON.string(result.snippet.text))
    output.print(.object(item.fields + [snippet])) { style in
      let shown = result.snippet.parts.map { part in
        let text = Sanitized.text(String(part.text.map { $0.isNewline ? " " : $0 }))
        return part.isMatch ? style.match(text) : text
      }
      return ItemLine(output).text(item) + "\n          " + shown.joined()
    }
  }
}
