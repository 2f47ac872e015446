import Export
import Model
import Testing

@Suite struct ExportingANotebook {
  @Test func `headings, quotations, notes and sources follow the outline`() {
    // Given a notebook with everything that an outline can hold.
    let survey = Sample.source(2) {
      $0.title = "A survey of old gauges"
      $0.authors = ["Noor Haddad", "Ben Ito", "Cleo Sand"]
      $0.published = "1998"
      $0.doi = "10.5555/gauge.1998"
      $0.isbn = "9780000000002"
    }
    let level = Sample.clipping(
      "The mean level rose by 21 centimetres in that time",
      page: "12",
      note: "Check the datum."
    )
    let dry = Sample.clipping("The harbour is dry all year", exact: false)
    let document = NotebookDocument(
      title: "Sea level",
      entries: [
        .init(.note(Sample.note("Why the old gauges matter.\n"), about: nil)),
        .init(.heading("Measurements")),
        .init(depth: 1, .clipping(level, from: Sample.tides)),
        .init(depth: 1, .heading("Doubts")),
        .init(depth: 2, .clipping(dry, from: Sample.tides)),
        .init(
          depth: 2,
          .note(
            Sample.note("- by hand\n- since 1911\n", title: "On the gauge"),
            about: .source(Sample.tides)
          )
        ),
        .init(
          depth: 2,
          .note(Sample.note("Which datum?"), about: .clipping(level, from: Sample.tides))
        ),
        .init(depth: 0, .source(survey)),
      ]
    )

    // When it is exported, then the file reads so.
    #expect(
      MarkdownExport(document).text == """
        # Sea level

        Why the old gauges matter.

        ## Measurements

        > The mean level rose by 21 centimetres in that time[^1]

        **Note:** Check the datum.

        ### Doubts

        > The harbour is dry all year[^2]

        *Not verbatim: these words were not found in the source.*

        **On the gauge**

        - by hand
        - since 1911

        *About:* “Tides of the inner harbour”[^3]

        Which datum?

        *About:* “The mean level rose by 21 centimetres in that time”[^4]

        * * *

        Noor Haddad, Ben Ito and Cleo Sand, “A survey of old gauges”, 1998, <https://doi.org/10.5555/gauge.1998>.

        [^1]: Ada Marlow, “Tides of the inner harbour”, *The Coast Paper*, 2025-03-04, p. 12, <https://coast.example/tides>.

        [^2]: Ada Marlow, “Tides of the inner harbour”, *The Coast Paper*, 2025-03-04, <https://coast.example/tides>.

        [^3]: Ada Marlow, “Tides of the inner harbour”, *The Coast Paper*, 2025-03-04, <https://coast.example/tides>.

        [^4]: Ada Marlow, “Tides of the inner harbour”, *The Coast Paper*, 2025-03-04, p. 12, <https://coast.example/tides>.

        ## Sources

        - Ada Marlow, “Tides of the inner harbour”, *The Coast Paper*, 2025-03-04, <https://coast.example/tides>.
        - Noor Haddad, Ben Ito and Cleo Sand, “A survey of old gauges”, 1998, <https://doi.org/10.5555/gauge.1998>, ISBN 9780000000002.

        """
    )
  }

  @Test func `an empty notebook is its title`() {
    #expect(MarkdownExport(NotebookDocument(title: "Sea level")).text == "# Sea level\n")
    #expect(MarkdownExport(NotebookDocument(title: " ")).text == "# Untitled\n")
  }

  @Test func `words that their page has no longer are marked with the day on which it had them`() {
    let clipping = Sample.clipping("Rose by 21 centimetres.")
    var document = NotebookDocument(
      title: "Sea level",
      entries: [.init(.clipping(clipping, from: Sample.tides))]
    )
    #expect(!MarkdownExport(document).text.contains("changed since"))
    document.olderPages = [clipping.id: "2026-01-02"]
    #expect(
      MarkdownExport(document).text.contains(
        """
        > Rose by 21 centimetres.[^1]

        *As the page was on 2026-01-02: it has changed since.*

        """
      )
    )
  }

  @Test func `the same notebook gives the same bytes`() {
    // Given many sources, some of them alike.
    let entries = (UInt64(1)...50).map { number in
      let source = Sample.source(number) { $0.title = number.isMultiple(of: 2) ? "Même" : "meme" }
      return NotebookDocument.Entry(.clipping(Sample.clipping("Words", from: source), from: source))
    }
    let document = NotebookDocument(title: "Many", entries: entries)

    // When it is exported again and again, then nothing differs.
    let texts = (1...5).map { _ in MarkdownExport(document).text }
    #expect(Set(texts).count == 1)
    #expect(texts[0].ranges(of: "\n- “").count == 50)
  }
}

@Suite struct HeadingsOfTheOutline {
  private func lines(_ entries: [NotebookDocument.Entry]) -> [Substring] {
    MarkdownExport(NotebookDocument(title: "Top", entries: entries)).text.split(separator: "\n")
  }

  @Test func `levels follow the headings above and never skip`() {
    let entries: [NotebookDocument.Entry] = [
      .init(depth: 0, .heading("A")),
      .init(depth: 1, .note(Sample.note("text"), about: nil)),
      .init(depth: 2, .heading("Below a note")),
      .init(depth: 9, .heading("Far below")),
      .init(depth: 1, .heading("Back")),
      .init(depth: 0, .heading("B")),
    ]
    #expect(
      lines(entries) == [
        "# Top", "## A", "text", "### Below a note", "#### Far below", "### Back", "## B",
      ]
    )
  }

  @Test func `below the sixth level headings are bold lines`() {
    let entries = (0..<8).map { NotebookDocument.Entry(depth: $0, .heading("H\($0)")) }
    #expect(
      lines(entries) == [
        "# Top", "## H0", "### H1", "#### H2", "##### H3", "###### H4", "**H5**", "**H6**",
        "**H7**",
      ]
    )
  }

  @Test func `a rule ends a section where the outline leaves it without a heading`() {
    let entries: [NotebookDocument.Entry] = [
      .init(depth: 0, .heading("A")),
      .init(depth: 1, .heading("A, first")),
      .init(depth: 2, .note(Sample.note("inside"), about: nil)),
      .init(depth: 0, .note(Sample.note("beside A"), about: nil)),
      .init(depth: 0, .note(Sample.note("and on"), about: nil)),
    ]
    #expect(
      lines(entries) == ["# Top", "## A", "### A, first", "inside", "* * *", "beside A", "and on"]
    )
  }

  @Test func `a heading is one line and means only itself`() {
    #expect(
      lines([.init(.heading("1. *Rise*\n# of [sea] {.x}"))])[1]
        == ##"## 1. \*Rise\* \# of \[sea\] \{.x}"##
    )
    #expect(lines([.init(.heading("\n"))])[1] == "## Untitled")
  }
}
