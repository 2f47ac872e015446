import Capture
import Model
import Testing

@Suite struct WritingMarkdown {
  @Test(arguments: [
    ("<p>1. no list</p>", "1\\. no list"), ("<p># no heading</p>", "\\# no heading"),
    ("<p>- no list</p>", "\\- no list"), ("<p>&gt; no quotation</p>", "\\> no quotation"),
    ("<p>a*b*c _d_ e_f `g` ~~h~~</p>", "a\\*b\\*c \\_d\\_ e_f \\`g\\` \\~\\~h\\~\\~"),
    ("<p>[a](b) [1] &amp;amp; &lt;b&gt;</p>", "[a\\](b) [1] \\&amp; \\<b>"),
    ("<p>[a]<i></i>(b)</p>", "[a]\\(b)"),
    ("<p>back\\slash</p>", "back\\\\slash"), ("<p>---</p>", "\\---"), ("<p>=</p>", "\\="),
    (
      "<p>so! <a href='https://a.example/'>a</a>!<a href='https://b.example/(1)'>b</a></p>",
      "so! [a](https://a.example/)\\![b](https://b.example/%281%29)"
    ),
  ])
  func `text is read as text`(html: String, expected: String) throws {
    #expect(try body(html).text == expected + "\n")
  }

  @Test(arguments: [
    ("<p>a <b> bold </b>c</p>", "a **bold** c"), ("<p>un<i>believ</i>able</p>", "un*believ*able"),
    ("<p><b></b>a<b> </b>b</p>", "a b"), ("<p><b><b>a</b></b></p>", "**a**"),
    ("<p>a<b>(b)</b>c</p>", "a(b)c"), ("<p><code>a`b</code></p>", "``a`b``"),
    ("<p>x<sup>2</sup> H<sub>2</sub>O</p>", "x2 H2O"), ("<p>a<br>b</p>", "a\\\nb"),
    ("<p>a<br><br>b</p>", "a\n\nb"), ("<p>a&nbsp;b&shy;c</p>", "a bc"),
    (
      "<p><a href='/x y'>a</a> <a href='javascript:x()'>b</a></p>", "[a](https://c.example/x%20y) b"
    ),
    ("<p><q>a</q> <del>b</del></p>", "“a” ~~b~~"),
  ])
  func `what stands in a line is marked`(html: String, expected: String) throws {
    #expect(try body(html, address: "https://c.example/").text == expected + "\n")
  }

  @Test(arguments: [
    ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
    ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
    ("<ul><li>a<ul><li>b<ul><li>c</ul></ul></ul>", "- a\n  - b\n    - c"),
    ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
    ("<blockquote><p>a</p><ul><li>b</ul></blockquote>", "> a\n>\n> - b"),
    ("<pre>a\n  b\n\n```\n</pre>", "````\na\n  b\n\n```\n````"),
    ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
    (
      "<table><tr><th>a|b<th>c<tr><td colspan=2>d</table>", "| a\\|b | c |\n| --- | --- |\n| d |  |"
    ),
    ("<table><tr><td><p>laid out</p><p>by</p><p>a table</p></table>", "laid out\n\nby\n\na table"),
    ("<h2>a</h2><h3>b</h3><p>c</p><h2>gone</h2>", "## a\n\n### b\n\nc"),
    ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n\n: b"),
  ])
  func `blocks keep their shape`(html: String, expected: String) throws {
    #expect(try body(html).text == expected + "\n")
  }
}
