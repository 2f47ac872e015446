import Export
import Model
import Testing

@Suite struct QuotingPassages {
  private func quoted(_ passage: String) -> String {
    let clipping = Sample.clipping(passage)
    let entry = NotebookDocument.Entry(.clipping(clipping, from: Sample.tides))
    let text = MarkdownExport(NotebookDocument(title: "T", entries: [entry])).text
    return text.split(separator: "\n").filter { $0.hasPrefix(">") }.joined(separator: "\n")
  }

  @Test func `paragraphs and lists stay inside the quote`() {
    #expect(
      quoted("First.\n\n\n- one\n- two  \n\nLast.\r\n\r\nReally\n\n") == """
        > First.
        >
        > - one
        > - two
        >
        > Last.
        >
        > Really[^1]
        """
    )
  }

  @Test func `a heading inside is a bold line`() {
    #expect(
      quoted("## What the gauges say\nSince 1911.\n\nLater\n=====\nMore.") == """
        > **What the gauges say**
        >
        > Since 1911.
        >
        > **Later**
        >
        > More.[^1]
        """
    )
  }

  @Test func `code keeps its characters and the footnote stays out of it`() {
    #expect(
      quoted("See `<b>` here:\n\n```\n# not a heading [^1]\n<b>") == """
        > See `<b>` here:
        >
        > ```
        > # not a heading [^1]
        > <b>
        > ```
        >
        > [^1]
        """
    )
    #expect(quoted("| a |\n| - |") == "> | a |\n> | - |\n>\n> [^1]")
  }

  @Test(arguments: [
    ("As shown.[^1]", #"> As shown.\[^1][^1]"#),
    (#"a\[^1] b\\[^1] \<b>"#, #"> a\[^1] b\\\[^1] \<b>[^1]"#),
    ("[!danger] Run!", #"> \[!danger] Run![^1]"#),
    ("[x]: https://a.example", #"> \[x]: https://a.example[^1]"#),
    ("a <script>b</script> <!-- c", #"> a \<script>b\</script> \<!-- c[^1]"#),
    ("1 < 2, <https://a.example>", "> 1 < 2, <https://a.example>[^1]"),
    ("\u{1B}[31mred\u{0}\u{85}next", "> [31mred\n> next[^1]"),
    ("", "> [^1]"),
  ])
  func `nothing reaches out of the quote`(passage: String, shown: String) {
    #expect(quoted(passage) == shown)
  }
}

@Suite struct KeepingNotes {
  private func exported(_ notes: String...) -> String {
    let entries = notes.map { NotebookDocument.Entry(.note(Sample.note($0), about: nil)) }
    let text = MarkdownExport(NotebookDocument(title: "T", entries: entries)).text
    return String(text.dropFirst("# T\n\n".count))
  }

  private func ownNote(_ note: String) -> String {
    let entry = NotebookDocument.Entry(
      .clipping(Sample.clipping("Words", note: note), from: Sample.tides)
    )
    let text = MarkdownExport(NotebookDocument(title: "T", entries: [entry])).text
    return String(text.dropFirst("# T\n\n> Words[^1]\n\n".count).prefix { $0 != "“" })
  }

  @Test func `a note is the Markdown that was written`() {
    let text =
      "A *word* and a [link](https://a.example), <b>x</b>.\n\n> quoted\n\n1. one\n   - two\n"
    #expect(exported(text) == text)
  }

  @Test func `its headings are bold lines, so that the outline is the notebook's`() {
    #expect(exported("*a*\n|b\n===") == "***a* |b**\n")
    #expect(
      exported("# A **b** #\ntext\nc\nd\n---\n---\ntitle: x\n---") == """
        **A b**

        **text c d**

        * * *

        **title: x**

        """
    )
  }

  @Test func `an open fence or comment does not swallow what follows`() {
    #expect(exported("```swift\nlet a", "Next.") == "```swift\nlet a\n```\n\nNext.\n")
    #expect(exported("- ~~~\n  x", "Next.") == "- ~~~\n  x\n\nNext.\n")
    #expect(exported("- a\n\n  ```\n  x", "Next.") == "- a\n\n  ```\n  x\n  ```\n\nNext.\n")
    #expect(exported("<SCRIPT>\n`<b>`", "Next.") == "\\<SCRIPT>\n`<b>`\n\nNext.\n")
    #expect(exported("a <!-- b", "Next.") == "a \\<!-- b\n\nNext.\n")
    #expect(exported("a <!-- b -->", "Next.") == "a <!-- b -->\n\nNext.\n")
  }

  @Test func `its own footnotes stay its own`() {
    #expect(
      exported("One[^1], two[^x].\n\n[^1]: Mine.", "[^1]\n\n[^1]: Other.") == #"""
        One[^note1-1], two\[^x].

        [^note1-1]: Mine.

        [^note2-1]

        [^note2-1]: Other.

        """#
    )
  }

  @Test func `a line break of two blanks becomes one that can be seen`() {
    #expect(exported("one  \ntwo   ") == "one\\\ntwo\n")
  }

  @Test func `the clipper's note is set apart from the quote`() {
    #expect(ownNote("Check.\n\nTwice.").hasPrefix("**Note:** Check.\n\nTwice.\n\n[^1]: "))
    #expect(ownNote("- a\n- b").hasPrefix("**Note:**\n\n- a\n- b\n\n[^1]: "))
    #expect(ownNote(" \n").hasPrefix("[^1]: "))
  }
}
