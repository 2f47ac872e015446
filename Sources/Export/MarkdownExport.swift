import Model

/// A notebook as Markdown that pandoc, GitHub and Obsidian read alike.
///
/// Headings are the outline's and nobody else's: those inside a passage or a note become bold lines.
/// A passage is a block quote with a footnote that says where it comes from; the clipper's own words
/// follow outside of it. The sources stand at the end, each once.
public struct MarkdownExport: Sendable {
  /// The whole file: ends with one line feed, and no line ends with a blank.
  public let text: String

  public init(_ document: NotebookDocument) {
    var writer = Writer(olderPages: document.olderPages)
    writer.append(title: document.title)
    for entry in document.entries { writer.append(entry) }
    writer.appendFootnotes()
    writer.appendSources()
    text = writer.blocks.joined(separator: "\n\n") + "\n"
  }
}

extension MarkdownExport {
  /// Collects the blocks of the file, which blank lines set apart, and what they cite.
  fileprivate struct Writer {
    private let olderPages: [ClippingID: String]
    private(set) var blocks: [String] = []
    private var sections = OutlineSections()
    private var footnotes: [String] = []
    private var notes = 0
    private var cited: [SourceID: Source] = [:]

    init(olderPages: [ClippingID: String]) {
      self.olderPages = olderPages
    }

    mutating func append(title: String) {
      blocks.append("# " + heading(title))
    }

    mutating func append(_ entry: NotebookDocument.Entry) {
      if case .heading(let text) = entry.content {
        appendHeading(text, depth: entry.depth)
        return
      }
      if sections.leave(toItemAt: entry.depth) {
        // Markdown cannot close a section; the rule says that the text is no longer part of it.
        blocks.append("* * *")
      }
      switch entry.content {
      case .heading: break
      case .clipping(let clipping, let source): append(clipping, from: source)
      case .note(let note, let subject): append(note, about: subject)
      case .source(let source):
        cite(source)
        blocks.append(Citation(source).text)
      }
    }

    private mutating func appendHeading(_ text: String, depth: Int) {
      let level = sections.enterHeading(at: depth)
      if level <= Limits.headingLevels {
        blocks.append(String(repeating: "#", count: level) + " " + heading(text))
      } else {
        blocks.append("**\(heading(text))**")
      }
    }

    private mutating func append(_ clipping: Clipping, from source: Source?) {
      let mark = footnote(Citation(source, page: clipping.selector.page))
      if let source { cite(source) }
      blocks.append(Passage(clipping.quote).blockQuote(endingWith: mark))
      if source == nil {
        blocks.append("*Not checked against a source.*")
      } else if !clipping.exact {
        blocks.append("*Not verbatim: these words were not found in the source.*")
      } else if let day = olderPages[clipping.id] {
        blocks.append("*As the page was on \(InlineText(day).escaped): it has changed since.*")
      }
      if let note = clipping.note { append(ownWords: note, label: "**Note:**") }
    }

    private mutating func append(_ note: Note, about subject: NotebookDocument.Subject?) {
      let title = InlineText(note.title ?? "")
      if !title.isEmpty { blocks.append("**\(title.escaped)**") }
      append(ownWords: note.text, label: nil)
      switch subject {
      case nil: break
      case .source(let source):
        cite(source)
        blocks.append("*About:* \(Citation(source).name)\(footnote(Citation(source)))")
      case .clipping(let clipping, let source):
        if let source { cite(source) }
        let mark = footnote(Citation(source, page: clipping.selector.page))
        let start = InlineText(clipping.quote, limit: Limits.quotedStart)
        blocks.append("*About:* “\(start.escaped)”\(mark)")
      }
    }

    /// What the person wrote, kept as the Markdown it is.
    private mutating func append(ownWords text: String, label: String?) {
      notes += 1
      let words = OwnWords(text, footnotePrefix: "note\(notes)-")
      guard !words.isEmpty else { return }
      guard let label else { return blocks.append(words.text) }
      blocks.append(words.beginsWithProse ? "\(label) \(words.text)" : "\(label)\n\n\(words.text)")
    }

    private mutating func footnote(_ citation: Citation) -> String {
      footnotes.append(citation.text)
      return "[^\(footnotes.count)]"
    }

    private mutating func cite(_ source: Source) {
      cited[source.id] = source
    }

    mutating func appendFootnotes() {
      for (index, text) in footnotes.enumerated() {
        blocks.append("[^\(index + 1)]: \(text)")
      }
    }

    mutating func appendSources() {
      guard !cited.isEmpty else { return }
      blocks.append("## Sources")
      let lines = cited.values.map { Citation($0, identifiers: true) }.sorted().map(\.text)
      blocks.append(lines.map { "- \($0)" }.joined(separator: "\n"))
    }

    private func heading(_ text: String) -> String {
      let text = InlineText(text)
      return text.isEmpty ? "Untitled" : text.escaped
    }
  }
}
