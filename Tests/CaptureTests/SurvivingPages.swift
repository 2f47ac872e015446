import Foundation
import Model
import Testing

@testable import Capture

/// Pages made to break readers, and good pages broken on the way.
///
/// One after another, so that those who wait for a server in other suites have a thread to wait on.
@Suite(.serialized) struct SurvivingPages {
  @Test(arguments: [
    String(repeating: "<div>", count: 200_000) + "deep",
    String(repeating: "<a><font><i><p>x</p>", count: 5000),
    "<p " + (0..<20_000).map { "a\($0)=b" }.joined(separator: " ") + ">deep</p>",
    String(repeating: "<table><tr><td>", count: 3000) + "deep",
    String(repeating: "<ul><li>x", count: 3000), String(repeating: "<blockquote>x", count: 3000),
    String(repeating: "<", count: 100_000), "<!--" + String(repeating: "-", count: 100_000),
    String(repeating: "<svg><a><b><p>", count: 3000),
    "<script>" + String(repeating: "<", count: 10_000),
    String(repeating: "<button><p>", count: 3000), String(repeating: "&", count: 50_000),
    // Each level must be written once: twice would never end.
    String(repeating: "<dl><dd>", count: 100) + "deep",
    String(repeating: "<table><tr><td>a<td>b<tr><td>", count: 60) + "deep",
    String(repeating: "<table><tr><td>", count: 60) + "deep",
    String(repeating: "<ul><li>", count: 100) + "deep",
    String(repeating: "<b><i>", count: 100) + "deep",
    String(repeating: "<q><a href=x><em>", count: 80) + "deep",
  ])
  func `hostile pages are read`(html: String) throws {
    _ = try page("<!doctype html>" + html)
  }

  @Test func `text far down in nested tags is kept`() throws {
    let depth = 200_000
    let html =
      String(repeating: "<div>", count: depth) + "deep" + String(repeating: "</div>", count: depth)
    #expect(try page(html).text == "deep\n")
  }

  @Test func `a page of 50 MB is read`() throws {
    let comment = Data("<!--".utf8) + Data(repeating: 120, count: 50 << 20) + Data("-->".utf8)
    let article = try Article(
      reading: Input(comment + Data("<p>The tide.</p>".utf8), fileName: "a.html")
    )
    #expect(article.text == "The tide.\n")
  }

  @Test func `the guard takes nothing from an honest page but its programs`() throws {
    let honest = "<p class=a>Tide<!----> and <b>pier</b><pre>&lt;i></pre><svg><path d='M0'/></svg>"
    #expect(guarded(honest) == honest)
    #expect(
      guarded("<style>p {}</style><!-- x --><p>Tide<script src=a>run()</script><!--x--!>y")
        == "<style></style><!----><p>Tide<script src=a></script><!----!>y"
    )
    let data = "<script type='application/ld+json'>{}</script><script type=math/tex>x</script>"
    #expect(guarded(data) == data)
  }

  @Test func `tags too many are one space, and their programs go with them`() throws {
    let open = String(repeating: "<i>", count: Limits.openElements)
    let more = String(repeating: "<b title=x>", count: 50)
    let data = "<script type='application/ld+json'>{}</script>"
    #expect(guarded(open + "a" + more + data + "b" + more + "c") == open + "a b c")
    let attributes = String(repeating: " a=b", count: Limits.attributesPerTag)
    #expect(
      guarded("<p\(attributes) c=d e>x<p\(attributes)>y") == "<p\(attributes)  >x<p\(attributes)>y"
    )
  }

  private func guarded(_ html: String) -> String {
    String(decoding: HTMLGuard.guarded(Array(html.utf8)), as: UTF8.self)
  }

  @Test(arguments: Array(stride(from: 1, to: 6400, by: 911)))
  func `a page cut off anywhere is read`(length: Int) throws {
    let data = try fixture("tides.html").prefix(length)
    _ = try Article(reading: Input(data, fileName: "tides.html"))
  }

  @Test(arguments: UInt64(1)...6)
  func `a page with random bytes in it is read`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var bytes = [UInt8](try fixture("tides.html"))
    for _ in 0..<200 {
      bytes[Int.random(in: 600..<bytes.count, using: &random)] = UInt8.random(
        in: 9...255,
        using: &random
      )
    }
    let article = try Article(reading: Input(Data(bytes), fileName: "tides.html", format: .html))
    _ = TextAnchor(article.text).selector(for: "the gauge at the old pier")
  }

  @Test(arguments: UInt64(1)...6)
  func `random markup is read`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "<p>", "</p>", "<div class=content>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<ul>",
      "<li>",
      "</ul>", "<b>", "</b>", "<i>", "<a href=x>", "</a>", "<pre>", "</pre>", "<h2>", "</h2>",
      "text, ",
      "<img src=a>", "<br>", "<!--", "-->", "<math>", "<svg>", "<template>", "<blockquote>",
      "&amp;",
      "<select>", "<option>", "<form>", "<script>", "</script>", "<title>", "</title>", "`", "*",
      "[", "](", "\n",
    ]
    let html = (0..<800).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    _ = try page(html)
  }
}
