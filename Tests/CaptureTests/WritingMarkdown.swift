import Capture
import Model
import Testing

@Suite struct WritingMarkdown {
  @Test(arguments: [
    ("<p>1. no list</p>", "1\\. no list"), ("<p># no heading</p>", "\\# no heading"),
    ("<p>- no list</p>", "\\- no list"), ("<p>&gt; no quotation</p>", "\\> no quotation"),
    ("<p>a*b*c _d_ e_f `g` ~~h~~</p>", "a\\*b\\*c \\_d\\_ e_f \\`g\\` \\~\\~h\\~\\~"),
    ("<p>[a](b) [1] &amp;amp; &lt;b&gt;</p>", "[a\\](b) [1] \\&amp; \\<b>"),
    ("<p>[a]<i></i>(b)</p>", "[a\\](b)"),
    ("<p>back\\slash</p>", "back\\\\slash"), ("<p>---</p>", "\\---"), ("<p>=</p>", "\\="),
    ("<p>= 3</p>", "= 3"), ("<p>| --- |</p>", "\\| --- |"), ("<p>[ ] a</p>", "\\[ ] a"),
    ("<p>[^1] a</p>", "\\[^1] a"), ("<p>&amp;<i></i>amp;</p>", "\\&amp;"),
    ("<p>&lt;<i></i>b&gt;</p>", "\\<b>"), ("<h2>C #</h2><p>a</p>", "## C \\#\n\na"),
    ("<p>http://a.example/~b</p>", "http\\://a.example/\\~b"),
    ("<p>http://a.example/b<i>c</i></p>", "http\\://a.example/b*c*"),
    ("<p>$5 or more</p>", "$5 or more"), ("<p>$5 and $6</p>", "\\$5 and \\$6"),
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
    ("<p>a<b>(b)</b>c</p>", "a(b)c"), ("<p>注<b>意：</b>请</p>", "注**意**：请"),
    ("<p><b>a</b><b>b</b> <i>c</i><b>d</b></p>", "**ab** *c*d"),
    ("<p><code>a</code><code>b</code></p>", "`ab`"), ("<p>a<b>b.</b>c</p>", "a**b**.c"),
    ("<p><code>a`b</code></p>", "``a`b``"),
    ("<p>x<sup>2</sup> H<sub>2</sub>O 1<sup>st</sup></p>", "x<sup>2</sup> H<sub>2</sub>O 1st"),
    ("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>", "漢(かん)"),
    ("<p><code>a<br>b</code></p>", "```\na\nb\n```"),
    ("<p>a<img src='/b.png'>c</p>", "a ![](https://c.example/b.png) c"),
    ("<p><abbr title='a b'>AB</abbr></p>", "AB"),
    ("<p><code><a href='/a'>b</a></code></p>", "[`b`](https://c.example/a)"),
    ("<p>a<br>b</p>", "a\\\nb"),
    ("<p>a<br><br>b</p>", "a\n\nb"), ("<p>a&nbsp;b&shy;c</p>", "a bc"),
    (
      "<p><a href='/x y'>a</a> <a href='javascript:x()'>b</a></p>", "[a](https://c.example/x%20y) b"
    ),
    (
      "<p><a href='data:text/plain,a'>a</a> <a href='?b&amp;lt;'>[b]</a></p>",
      "a [\\[b\\]](https://c.example/?b&amp;lt;)"
    ),
    ("<p><q>a</q> <del>b</del></p>", "“a” ~~b~~"),
    ("<p>a <span style='Font-Style: italic'>b</span> c</p>", "a *b* c"),
    ("<p>a <span style='font-weight:700'>b</span> <span>c</span></p>", "a **b** c"),
    ("<p><b style='font-weight:normal'>a</b> <i style='font-style:normal'>b</i></p>", "a b"),
    ("<h2><span style='font-weight: bold'>a</span></h2><p>b</p>", "## a\n\nb"),
    (
      "<p><img src='/b.png' alt='a &lt;b>c&lt;/b> &lt; d'></p>",
      "![a c < d](https://c.example/b.png)"
    ),
    ("<hr><p>a</p><hr><p>b</p><hr>", "a\n\n---\n\nb"),
  ])
  func `what stands in a line is marked`(html: String, expected: String) throws {
    #expect(try body(html, address: "https://c.example/").text == expected + "\n")
  }

  @Test(arguments: [
    ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
    ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
    ("<ul><li>a<ul><li>b<ul><li>c</ul></ul></ul>", "- a\n  - b\n    - c"),
    ("<ul>a <i>b</i></ul><ul>c<li>d</ul>", "a *b*\n\n- c\n- d"),
    ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
    ("<ul><li>a</ul><ul><li>b</ul><p>c", "- a\n\n* b\n\nc"),
    ("<ol><li value=4>a<li>b</ol><ol><li>c</ol>", "4. a\n5. b\n\n1) c"),
    ("<ul><li>a<ol start=2><li>b</ol></ul>", "- a\n\n  2. b"),
    ("<ul><li><input type=checkbox checked> a<li><input type=checkbox>b</ul>", "- [x] a\n- [ ] b"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
    ("<details><summary>a</summary><p>b</p></details>", "**a**\n\nb"),
    ("<a href='/a'><h3>b</h3><p>c</p></a>", "### [b](/a)\n\nc"),
    (
      "<div class='admonition warning'><p class=admonition-title>Mind</p><p>a</p></div>",
      "> [!warning] Mind\n>\n> a"
    ),
    (
      "<div class='callout' data-callout=tip><div class=callout-content><p>a</p></div></div>",
      "> [!tip]\n>\n> a"
    ),
    (
      "<p>The sea was quite as calm as glass.</p><blockquote class=pullquote>"
        + "The sea was quite as calm as glass.</blockquote>",
      "The sea was quite as calm as glass."
    ),
    ("<blockquote><p>a</p><ul><li>b</ul></blockquote>", "> a\n>\n> - b"),
    ("<pre>a\n  b\n\n```\n</pre>", "````\na\n  b\n\n```\n````"),
    ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
    (
      "<table><tr><th>a|b<th>c<tr><td colspan=2>d</table>", "| a\\|b | c |\n| --- | --- |\n| d |  |"
    ),
    (
      "<table><tr><th>a<th>b<th>c<tr><td rowspan=2>d<td>e<td>f<tr><td colspan=2>g</table>",
      "| a | b | c |\n| --- | --- | --- |\n| d | e | f |\n|  | g |  |"
    ),
    (
      "<table><tr><td>a<td>b<tr><td><p>c<p>d<td><ul><li>e<li>f</ul></table>",
      "| a | b |\n| --- | --- |\n| c <br> d | - e <br> - f |"
    ),
    ("<table><tr><td><p>laid out</p><p>by</p><p>a table</p></table>", "laid out\n\nby\n\na table"),
    ("<h2>a</h2><h3>b</h3><p>c</p><h2>gone</h2>", "## a\n\n### b\n\nc"),
    ("<h2>a<a class=headerlink href='#a'>¶</a></h2><p>b</p>", "## a\n\nb"),
    ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n\n: b"),
  ])
  func `blocks keep their shape`(html: String, expected: String) throws {
    #expect(try body(html).text == expected + "\n")
  }
}
