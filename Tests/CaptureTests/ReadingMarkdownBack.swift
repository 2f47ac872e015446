import Testing

@testable import Capture

/// What a Markdown reader makes of a written page is what stood in it.
@Suite struct ReadingMarkdownBack {
  private func written(_ html: String) -> String {
    let tree = HTMLTree(parsing: html)
    let writer = MarkdownWriter(
      tree: tree,
      roots: [tree.firstElement(named: "body") ?? 0],
      dropped: [Bool](repeating: false, count: tree.nodes.count),
      base: WebBase(address: "https://a.example/")
    )
    return writer.markdown()
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func `the text of any page is the text that cmark-gfm renders`(seed: UInt64) {
    var page = RandomPage(seed: seed)
    let html = page.html()
    let markdown = written(html)
    let rendered = CommonMark.html(markdown)
    #expect(
      HTMLTree(parsing: rendered).readText == HTMLTree(parsing: html).readText,
      "seed \(seed)\n\(html)\n---\n\(markdown)\n---\n\(rendered)"
    )
  }

  @Test(arguments: 1000..<1400 as Range<UInt64>)
  func `a page made of the Markdown gives the same Markdown`(seed: UInt64) {
    var page = RandomPage(seed: seed, small: true)
    page.isStable = true
    let markdown = written(page.html())
    let rendered = CommonMark.html(markdown)
    #expect(written(rendered) == markdown, "seed \(seed)\n\(rendered)")
  }

  @Test(arguments: 2000..<2400 as Range<UInt64>)
  func `the words alone are the words of the page`(seed: UInt64) {
    var page = RandomPage(seed: seed, small: true)
    let html = page.html()
    let markdown = written(html)
    #expect(
      MarkdownText.plain(markdown) == HTMLTree(parsing: html).readText,
      "seed \(seed)\n\(html)\n---\n\(markdown)"
    )
  }

  @Test(arguments: [
    ("a[^1] b\n\n[^1]: c", "a b c"), ("> [!note] a\n>\n> b", "a b"), ("- [x] a\n- [ ] b", "a b"),
    ("x<sup>2</sup> a <br> b", "x2 a b"), ("``a`*b*`` \\*c", "a`*b* *c"), ("[![a](b)](c) d", "d"),
  ])
  func `marks are no words`(markdown: String, words: String) {
    #expect(MarkdownText.plain(markdown) == words)
  }

  @Test(arguments: [
    "<p>a<sup><a href=#n>1</a></sup></p><ol><li id=n>b</li></ol>",
    "<p>x<sup>2</sup> H<sub>2</sub>O</p>",
    "<ul><li><input type=checkbox checked> done<li><input type=checkbox> not</ul><p>a",
    "<div class='admonition note'><p class=admonition-title>Note<p>a</div><p>b",
    "<p><a href=/b><img src=/a.png alt='a [b]'></a></p>",
    "<table><tr><th>a<th>b<tr><td>c<br>d<td>|</table>",
    "<dl><dt>a<dd>b<dd>c</dl><p>d",
  ])
  func `what is no plain text comes back as well`(html: String) {
    let markdown = written(html)
    #expect(written(CommonMark.html(markdown)) == markdown)
  }
}
