import Model
import Testing

/// Notes, formulas, pictures and code, each in the shapes that pages give them.
@Suite struct WritingForms {
  private let prose =
    "<p>The tide comes in twice a day and goes out as often, says the almanac.</p>"

  private func written(_ html: String) throws -> String {
    let text = try body(prose + html, address: "https://c.example/d").text
    let first = "The tide comes in twice a day and goes out as often, says the almanac.\n\n"
    #expect(text.hasPrefix(first))
    return String(text.dropFirst(first.count))
  }

  @Test(arguments: [
    // Links to an item, to a named anchor in a paragraph, from Word, and with a role.
    "<p>a<sup><a href=#fn1 id=r1>1</a></sup></p><ol><li id=fn1>bay <a href=#r1>↩</a></ol>",
    "<p>a<sup id=r><a href=#cite_note-1>[1]</a></sup><ol><li id=cite_note-1><a href=#r>^</a> bay</ol>",
    "<p>a<a name=r1 href=#n1><sup>1</sup></a></p><p><a name=n1 href=#r1>1</a> bay</p>",
    "<p>a<sup><a href='#_ftn1'>[1]</a></sup></p><p><a href='#_ftnref1'>[1]</a> bay</p>",
    "<p>a<a role=doc-noteref href=#x>1</a></p><aside role=doc-footnote id=x><p>bay</p></aside>",
    // Beside the text, in an aside, below a rule.
    "<p>a<label class=sidenote-number>1</label><span class=sidenote>bay</span></p>",
    "<p>a<sup>1</sup></p><aside><ol start=1><li>bay</ol></aside>",
    "<p>a<sup>1</sup></p><hr><p><sup>1</sup> bay</p>",
  ])
  func `a note is a note in every shape`(html: String) throws {
    #expect(try written(html) == "a[^1]\n\n[^1]: bay\n")
  }

  @Test func `a note may have several blocks and several references`() throws {
    let text = try written(
      "<p>a<sup><a href=#f>1</a></sup> b<sup><a href=#f>1</a></sup></p>"
        + "<div class=footnote id=f><p>c</p><ul><li>d</ul></div>"
    )
    #expect(text == "a[^1] b[^1]\n\n[^1]: c\n\n    - d\n")
  }

  @Test(arguments: [
    ("<p>a <a href=#part2>2</a></p><p id=part2>b</p>", "a [2](#part2)\n\nb\n"),
    ("<p>a<sup>1</sup></p><p>b</p>", "a<sup>1</sup>\n\nb\n"),
  ])
  func `what only looks like a note stays`(html: String, expected: String) throws {
    #expect(try written(html) == expected)
  }

  @Test(arguments: [
    (
      "<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>",
      "\\frac{a}{b + 1}"
    ),
    ("<math><msubsup><mo>∑</mo><mi>i</mi><mi>n</mi></msubsup></math>", "\\sum_{i}^{n}"),
    ("<math><msqrt><mi>α</mi><mi>x</mi></msqrt></math>", "\\sqrt{\\alpha x}"),
    ("<math><mover><mi>v</mi><mo>→</mo></mover></math>", "\\vec{v}"),
    ("<math><mi>sin</mi><mi>x</mi></math>", "\\sin x"),
    (
      "<math><mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>"
        + "<mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>)</mo></math>",
      "\\begin{pmatrix}a & b \\\\ c & d\\end{pmatrix}"
    ),
    (
      "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>y_1</annotation>"
        + "</semantics></math>", "y_1"
    ),
    ("<math alttext='z^2'><mi>x</mi></math>", "z^2"),
    (
      "<span class=katex><span class=katex-mathml><math><mi>q</mi></math></span>"
        + "<span class=katex-html aria-hidden=true>q</span></span>", "q"
    ),
    ("<script type='math/tex'>a<b</script>", "a< b"),
    ("<img class=latex alt='\\frac12' src=/f.png>", "\\frac12"),
    ("\\(e^x\\)", "e^x"), ("$\\alpha_1$", "\\alpha_1"),
  ])
  func `a formula is its source`(html: String, tex: String) throws {
    #expect(try written("<p>So \(html) holds.</p>") == "So $\(tex)$ holds.\n")
  }

  @Test func `a formula that stands by itself has its own lines`() throws {
    let text = try written("<p>So</p><math display=block alttext='a\n= b % c'></math><p>holds.</p>")
    #expect(text == "So\n\n$$\na = b\n$$\n\nholds.\n")
  }

  @Test(arguments: [
    ("<p>It costs $5 or $6 there.</p>", "It costs \\$5 or \\$6 there.\n"),
    ("<p>It costs $5.</p>", "It costs $5.\n"),
  ])
  func `money is no formula`(html: String, expected: String) throws {
    #expect(try written(html) == expected)
  }

  @Test(arguments: [
    "<img src=/a.png alt=b>", "<img src='data:image/gif;base64,x' data-src=/a.png alt=b>",
    "<img srcset='/s.png 1x, /a.png 2x' alt=b>",
    "<picture><source srcset='/a.png 800w'><img alt=b src='data:,'></picture>",
    "<img src='data:,' alt=b><noscript><img src=/a.png alt=b></noscript>",
    "<img src=/a.png alt=b><noscript><img src=/a.png alt=b></noscript>",
    "<a href=/a.png><img src=/a-300x200.png alt=b></a><img src=/a.png alt=b>",
    "<img src=/a.png alt=b><img src=/c.gif width=1 height=1>",
  ])
  func `a picture is written once, from where it is`(html: String) throws {
    let text = try written("<figure>\(html)</figure><p>d</p>")
    #expect(text.replacing("a-300x200", with: "a") == "![b](https://c.example/a.png)\n\nd\n")
  }

  @Test(arguments: [
    (
      "<iframe src='https://www.youtube.com/embed/abc_DEF-123' title='A film'></iframe>",
      "[A film](https://www.youtube.com/watch?v=abc_DEF-123)\n"
    ),
    ("<iframe src='https://ads.example/x'></iframe><p>b</p>", "b\n"),
    ("<p>a <img class=emoji alt=🙂 src=/e.png></p>", "a 🙂\n"),
  ])
  func `frames and signs say what they show`(html: String, expected: String) throws {
    #expect(try written(html) == expected)
  }

  @Test(arguments: [
    "<pre><code class='language-swift'>a\n  b</code></pre>",
    "<pre data-lang=swift><span class=line>a</span>\n<span class=line>  b</span></pre>",
    "<div class='highlight-source-swift'><pre>a<br>  b</pre></div>",
    "<pre class='brush: swift'><div>a</div><div>  b</div></pre>",
    "<pre><code class=language-swift><span class=linenumber>1</span>a\n<span class=linenumber>2"
      + "</span>  b</code></pre>",
    "<div class=language-swift><table><tr><td class=gutter><pre>1\n2</pre></td><td><pre>a\n  b</pre>"
      + "</td></tr></table></div>",
    "<pre><div>Copy</div><code class=language-swift>a\n  b  /* a longer line of code */</code></pre>",
  ])
  func `code is its lines and its language`(html: String) throws {
    let text = try written(html).replacing("  /* a longer line of code */", with: "")
    #expect(text == "```swift\na\n  b\n```\n")
  }
}
