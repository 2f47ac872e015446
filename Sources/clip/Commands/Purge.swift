import ArgumentParser
import Model
import Store

struct Purge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Take items away for ever, from every machine.",
    discussion: """
      For what should never have been clipped, a password for instance. Nothing of the item is left in \
      the library: not its history, its text, its tags, nor the page it was saved with. Other machines \
      do the same as soon as they sync, whatever was done to the item there meanwhile. It cannot be \
      undone. To put something aside, use: clip trash

      Nothing else goes with an item: a purged source leaves its clippings, which quote it. Copies that \
      others made of the library or of the sync folder, backups for instance, are out of reach.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The items' ids.")
  var item: [String]

  @Flag(help: "Do not ask.")
  var yes = false

  func run() throws {
    let session = try Session(options)
    var items: [ItemReference] = []
    for id in item {
      do {
        let item = try session.read {
          try $0.item(matching: id, among: ItemReference.Kind.allCases)
        }
        if !items.contains(item) { items.append(item) }
      } catch let error as StoreError where error.code == .purged {
        // What was asked for is done: a purge that was interrupted may be asked for again.
        session.output.note(error.message)
      }
    }
    guard !items.isEmpty else { return }
    if !yes, Terminal.isInput { try confirm(items, session) }
    try session.write { writer in for item in items { try writer.purge(item) } }
    for item in items { try report(item, session) }
    session.output.flush()
    if try session.read({ try $0.mayHoldTraces() }) {
      session.output.note(
        "the library's file may still hold traces, because another process is reading it or the disk "
          + "is full; the next command tries again"
      )
    }
  }

  private func confirm(_ items: [ItemReference], _ session: Session) throws {
    for item in items {
      let label = Sanitized.line(try session.read { try $0.label(of: item) } ?? "")
      let line = "  \(item.id.short)  \(item.kind.rawValue)  \(label)"
      StandardError.print(Terminal.fitted(line, to: Terminal.size.columns))
    }
    let what = items.count == 1 ? "this" : "these \(items.count) items"
    StandardError.write("Purge \(what) on all machines? This cannot be undone. [y/N] ")
    let answer = readLine()?.lowercased() ?? ""
    guard ["y", "yes"].contains(answer) else {
      throw CommandError("notPurged", "nothing was purged")
    }
  }

  private func report(_ item: ItemReference, _ session: Session) throws {
    let references = try session.read { try $0.references(to: item) }
    session.output.print(
      .object([
        ("kind", .string("purged")), ("id", .string("\(item.id)")),
        ("was", .string(item.kind.rawValue)),
        ("references", .strings(references.map { "\($0.id)" })),
      ])
    ) { style in "Purged \(style.id(item.id.short))  \(style.dim(item.kind.rawValue))" }
    guard !references.isEmpty else { return }
    let list = references.map { "\($0.kind.rawValue) \($0.id.short)" }.joined(separator: ", ")
    session.output.note("what refers to \(item.id.short) stays: \(list)")
  }
}
