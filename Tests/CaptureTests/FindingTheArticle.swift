import Foundation
import Model
import Testing

@testable import Capture

/// Each rule of extraction on a small page: what it leaves out stays in without it, and what it
/// brings in is missing without it.
@Suite struct FindingTheArticle {
  /// A page on which a rule shows, and a passage that it decides about.
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: ExtractionRule
    var html: String
    var passage: String
    var testDescription: String { rule.rawValue }

    init(_ rule: ExtractionRule, _ passage: String, _ html: String) {
      (self.rule, self.html, self.passage) = (rule, html, passage)
    }
  }

  static let sentence =
    "The harbour empties twice a day, and twice a day, as the old keeper says, it fills again. "
  static let text = String(
    repeating: "<p>\(sentence)Nobody who lives here needs a table, or a clock, to know it.</p>",
    count: 6
  )

  static let leavingOut: [Case] = [
    Case(.hidden, "unseen", "<div>\(text)<p style='display: none'>unseen \(sentence)</p></div>"),
    Case(
      .hidden,
      "unseen",
      "<div>\(text)<div class='box hidden'>unseen by most</div>\(text)</div>"
    ),
    Case(
      .figureCaption,
      "The quay, seen",
      "<div>\(text)<figure><div><img src=g.jpg></div><div>The quay, seen</div></figure>\(text)</div>"
    ),
    Case(.headName, "3 minutes", box("article__reading-time", "3 minutes to read")),
    Case(.frameElement, "beside", "<div>\(text)<aside><p>beside \(sentence)</p></aside></div>"),
    Case(.frameRole, "beside", "<div>\(text)<div role=search>beside it all</div><p>End.</p></div>"),
    Case(.thinHeader, "masthead", "<article><header>masthead</header>\(text)</article>"),
    Case(.navigationName, "onward", "<div>\(text)<div class=pager>onward</div>\(text)</div>"),
    Case(.sharingName, "tell it", "<div>\(text)<div class=share-bar>tell it</div>\(text)</div>"),
    Case(.subscriptionName, "our letter", box("newsletter-box", "our letter")),
    Case(.consentName, "we keep", box("cookie-notice", "we keep")),
    Case(.advertisingName, "buy boats", box("advert", "buy boats")),
    Case(.relatedName, "other tides", box("related", "other tides")),
    Case(
      .teaserName,
      "another tale",
      box("teaser", "another tale, and <a href=/b>more of it</a> in words")
    ),
    Case(.commentsName, "I disagree", box("comments", "I disagree")),
    Case(.authorName, "lives at", box("author-bio", "She lives at the quay")),
    Case(.furnitureName, "filed under", box("entry-footer", "filed under tides")),
    Case(.helperName, "for readers", box("sr-only", "for readers of screens")),
    Case(.unlikelyName, "sponsored", box("sponsor-line", "sponsored by the quay")),
    Case(.headName, "by the keeper", box("byline", "by the keeper")),
    Case(
      .captionName,
      "The gauge, seen",
      "<div>\(text)<div><img src=g.jpg><div class=caption>The gauge, seen</div></div>\(text)</div>"
    ),
    Case(
      .figureCaption,
      "The pier, seen",
      "<div>\(text)<figure><img src=g.jpg><figcaption>The pier, seen</figcaption></figure>\(text)</div>"
    ),
    Case(.titleHeading, "Of tides", "<article><h1>Of tides</h1>\(text)</article>"),
    Case(.negativeName, "many words", box("shopping-hint", "many words")),
    Case(
      .linkList,
      "one link",
      "<div>\(text)<ul><li><a href=/a>one link</a></li><li><a href=/b>two links</a></li></ul>"
        + "\(text)</div>"
    ),
    Case(
      .linkBlock,
      "a link away",
      "<div>\(text)<div><a href=/a>a link away from here, and</a> on</div>\(text)</div>"
    ),
    Case(
      .teaserList,
      "Of ropes",
      "<div>\(text)<div>"
        + ["ropes", "knots", "sails"].map {
          "<div><h3><a href=/\($0)>Of \($0), at some length</a></h3><p>\(sentence)</p></div>"
        }
        .joined() + "</div></div>"
    ),
    Case(
      .linkLine,
      "nothing but",
      "<div>\(text)<p><a href=/a>nothing but a link is in this line</a></p>\(text)</div>"
    ),
    Case(.creditLine, "Ada M", "<div>\(text)<p>Photo: Ada M</p>\(text)</div>"),
    Case(.announcingLine, "Read also", "<div>\(text)<h3>Read also</h3>\(text)</div>"),
    Case(.edgeDate, "1911", "<div><div>4 March 1911, 10:30</div>\(text)</div>"),
    Case(
      .announcedSection,
      "She reads it",
      "<article>\(text)<h2>About the author</h2><p>She reads it by hand, and has for years.</p></article>"
    ),
    Case(.edgeDate, "1911", "<article><time>4 Mar 1911, 10:30</time>\(text)</article>"),
    Case(.trailingLine, "keeper@", "<div>\(text)<p>Write to keeper@quay.example</p></div>"),
    Case(
      .trailingLine,
      "in our letters",
      "<div>\(text)<p>There is more to be read of tides in our letters, for which everyone may ask who "
        + "has an address, and which come four times a year: here is where to order <a href=/n>the "
        + "newsletter</a>, if you like.</p></div>"
    ),
    Case(
      .furnitureName,
      "for ourselves",
      box("disclosure-text", "We speak for ourselves, not for all.")
    ),
    Case(.navigationName, "as a file", box("print-link", "Have it as a file")),
    Case(.creditLine, "harbour office", "<div>\(text)<p>Quelle: harbour office</p>\(text)</div>"),
  ]

  private static func box(_ name: String, _ content: String) -> String {
    "<div>\(text)<div class='\(name)'>\(content)</div>\(text)</div>"
  }

  @Test(arguments: leavingOut)
  func `a rule leaves out what is not the article's`(one: Case) throws {
    #expect(try rule(on: one.passage, in: one.html) == one.rule)
    #expect(try rule(on: one.passage, in: one.html, without: [one.rule]) != one.rule)
    #expect(try rule(on: "Nobody who lives here", in: one.html) == nil)
  }

  private func rule(
    on passage: String,
    in html: String,
    without rules: Set<ExtractionRule> = []
  ) throws -> ExtractionRule? {
    let input = Input(Data("<!doctype html><body>\(html)".utf8), fileName: "a.html")
    let blocks = try PageExplanation(reading: input, without: rules).blocks
    return try #require(blocks.first { $0.text.contains(passage) }).rule
  }

  @Test(arguments: ["dateline", "footnote", "meta-place"])
  func `a few words of a sentence stay, whatever they are called`(name: String) throws {
    let text = Self.text
    let html = "<div><p><span class=\(name)>CAIRO —</span> \(text.dropFirst(3))\(text)</div>"
    #expect(try rule(on: "CAIRO", in: html) == nil)
    let within = html.replacing("CAIRO —", with: "<span class=\(name)>CAIRO —</span>")
    #expect(try rule(on: "CAIRO", in: within) == nil)
    // A paragraph of its own is no sentence
    let alone = "<div>\(text)<p><span class=dateline>CAIRO, May 4</span></p>\(text)</div>"
    #expect(try rule(on: "CAIRO", in: alone) != nil)
  }

  static let bringingIn: [Case] = [
    Case(
      .streamedPart,
      "keeper",
      "<div id=root>Loading</div><div hidden id='S:0'>\(text)</div><script>swap()</script>"
    ),
    Case(
      .leadParagraph,
      "What a hundred years",
      "<main><div><div class=standfirst>What a hundred years of readings at the quay say</div>"
        + "<div>Menu</div></div><div class=article-body>\(text)</div></main>"
    ),
    Case(
      .siblings,
      "second half",
      "<body><div class=half>\(text)</div><table><td>Far</td></table><div class=half><p>The second "
        + "half. \(sentence)</p></div>"
    ),
    Case(
      .densityClimb,
      "Far list",
      "<main><div><section>\(text)\(text)</section></div><div><div><div><section><p>Far list: "
        + "\(sentence)\(sentence)</p><p>\(sentence)\(sentence)</p><ul><li>\(sentence)</li><li>\(sentence)"
        + "</li></ul></section></div></div></div></main>"
    ),
    Case(
      .densityClimb,
      "Far column",
      "<main><div><section>\(text)\(text)</section></div><div><div><div><section><p>Far column: "
        + "\(sentence)\(sentence)</p><p>\(sentence)\(sentence)</p></section></div></div></div></main>"
    ),
  ]

  /// Rules that would find the whole article in another way.
  private static let others: Set<ExtractionRule> = [
    .bodySelectors, .namedElement, .retries, .commonAncestor,
  ]

  @Test(arguments: bringingIn)
  func `a rule brings in what is the article's`(one: Case) throws {
    #expect((try words(one.html, without: Self.others)).contains(one.passage))
    #expect(
      !(try words(one.html, without: Self.others.union([one.rule]))).contains(one.passage)
    )
  }

  @Test func `the text in JSON-LD decides between the extractors`() throws {
    func selection(_ text: Range<Int>, of tree: HTMLTree) -> MainText.Selection {
      let marks = BlockMarks(count: tree.nodes.count)
      let measures = Measures(tree, weights: TextWeights(tree), marks: marks)
      return MainText.Selection(roots: [text.lowerBound], marks: marks, measures: measures)
    }
    let other = String(repeating: "<p>Of ropes, knots and sails, in many words.</p>", count: 8)
    let tree = HTMLTree(parsing: "<div id=a>\(other)</div><div id=b>\(Self.text)</div>")
    let boxes = tree.nodes.indices.filter { tree.nodes[$0].name == "div" }
    let (left, right) = (
      selection(tree.subtree(of: boxes[0]), of: tree),
      selection(tree.subtree(of: boxes[1]), of: tree)
    )
    let linked = String(repeating: Self.sentence, count: 6)
    let arbiter = Arbiter(tree: tree, linkedBody: linked)
    #expect(arbiter.choice(between: left, and: right).roots == right.roots)
    #expect(arbiter.choice(between: right, and: left).roots == right.roots)
    #expect(arbiter.choice(between: left, and: nil).roots == left.roots)
  }

  @Test func `captions stay with their pictures`() throws {
    let article = try body(
      "<div>\(Self.text)<figure><img src=https://q.example/g.jpg alt=Gauge><figcaption>The \"old\" "
        + "gauge (1911).</figcaption></figure>\(Self.text)</div>"
    )
    #expect(
      article.text.contains(#"![Gauge](https://q.example/g.jpg "The \"old\" gauge (1911).")"#)
    )
  }

  @Test func `late parts of a page stand where they belong`() throws {
    let late = { (id: String, text: String) in "<div hidden id='S:\(id)'>\(text)</div>" }
    let text = try words(
      "<main><h2>First</h2><template id='B:0'></template><h2>Third</h2>\(Self.text)</main>"
        + late("1", "<p>Within it. \(Self.sentence)</p>")
        + late("0", "<p>Second. \(Self.sentence)</p><template id='P:1'></template>")
    )
    let places = ["First", "Second.", "Within it.", "Third"].map { text.range(of: $0)?.lowerBound }
    #expect(!places.contains(nil))
    #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
  }

  @Test(arguments: [
    "<div hidden id='S:0'><template id='B:0'></template>Round</div>",
    "<div hidden id='S:0'><template id='B:1'></template></div><div hidden id='S:1'><template id='B:0'>"
      + "</template>Round</div>",
  ])
  func `parts that stand in each other stay where they are`(html: String) {
    let tree = HTMLTree(parsing: html)
    #expect(StreamedParts.placed(in: tree).nodes.count == tree.nodes.count)
  }

  @Test(arguments: [
    "<div class=print-full>\(text)</div>", "<div class=skip-item>\(text)</div>",
    "<h2 id=nav_gauges>Nobody who lives here asks</h2>\(text)",
    "<div class=j-header><h2>Nobody who lives here asks</h2></div>\(text)",
  ])
  func `names of the text's own parts leave nothing out`(part: String) throws {
    let text = try words("<div>\(Self.text)</div><div><div>\(Self.text)\(part)</div></div>")
    #expect(text.contains("Nobody who lives here asks") || !part.contains("asks"))
    #expect(text.components(separatedBy: "Nobody who lives").count > 12)
  }

  @Test func `what a page builder calls a widget is part of the article`() throws {
    let widget = "<div class='elementor-element elementor-widget'><h2>Gauges</h2></div>"
    #expect(try words("<div>\(Self.text)\(widget)\(Self.text)</div>").contains("## Gauges"))
  }

  @Test func `an article in a box of a menu's name is an article`() throws {
    let menu = String(repeating: "<div><p>\(Self.sentence)</p></div>", count: 9)
    let text = try words(
      "<div>\(menu)</div><div><div class=content-nav><p>Nobody who lives here asks. \(Self.sentence)"
        + "</p>\(Self.text)</div></div>"
    )
    #expect(text.contains("Nobody who lives here asks"))
  }

  @Test func `a sentence full of links is a sentence`() throws {
    let text = try words(
      "<div>\(Self.text)<div><p>The harbour <a href=/a>reads its gauge by hand, three times</a> a day, "
        + "and writes it <a href=/b>into the book</a>.</p></div>\(Self.text)</div>"
    )
    #expect(text.contains("The harbour [reads"))
  }

  @Test(arguments: ["hidden md:block", "hidden-print", "visible-xs hidden"])
  func `a name that hides on some screens hides nothing`(name: String) throws {
    #expect(try rule(on: "Seen", in: Self.box(name, "Seen by many")) != .hidden)
  }

  @Test func `what leads into an article stands above it, too`() throws {
    let text = try words(
      "<main><header><div class=lead><p>What a hundred years of readings at the quay say, in short."
        + "</p></div></header><div><article>\(Self.text)</article></div></main>"
    )
    #expect(text.hasPrefix("What a hundred years"))
  }

  @Test func `where names left out the article, its author and its comments stay out`() throws {
    let lines = (1...9).map { "<div>Reading \($0) of the gauge, as the keeper says, by hand</div>" }
    let text = try words(
      "<div class='page ad'><div class=text>\(lines.joined())</div><div class=author-bio>She reads "
        + "the gauge</div></div>"
    )
    #expect(text.contains("Reading 9"))
    #expect(!text.contains("She reads"))
  }

  @Test func `what a figure says of a film does not go to the next picture`() throws {
    let article = try body(
      "<div>\(Self.text)<div><figure><video></video><figcaption>The tide, filmed</figcaption></figure>"
        + "<img src=https://q.example/g.jpg alt=Gauge></div>\(Self.text)</div>"
    )
    #expect(article.text.contains("![Gauge](https://q.example/g.jpg)"))
  }

  @Test func `a header that holds nothing but a heading of the text is part of it`() throws {
    let text = try words(
      "<article>\(Self.text)<section><header><h2>Of gauges</h2></header>\(Self.text)</section>"
        + "<section><header><h2>Of boats</h2><a href=/b>all boats</a></header>\(Self.text)</section>"
        + "</article>"
    )
    #expect(text.contains("## Of gauges"))
    #expect(!text.contains("Of boats"))
  }

  @Test func `comments longer than the article stay out`() throws {
    let comments = String(
      repeating: "<p>I have seen it too, often. \(Self.sentence)</p>",
      count: 40
    )
    let text = try words("<div class=post>\(Self.text)</div><div id=comments>\(comments)</div>")
    #expect(text.contains("Nobody who lives here"))
    #expect(!text.contains("I have seen it too"))
  }

  @Test(arguments: [
    ("2025年1月14日 01時28分", true), ("Nov. 19, 2019 8:03 am ET", true), ("14.03.1911", true),
    ("In 1911 the gauge was read by hand, three times a day.", false), ("1911", false),
    ("Call 0049 30 1234567", false),
  ])
  func `a date alone is told from a sentence with one`(text: String, isDate: Bool) {
    #expect(TellingLines.isDate(text) == isDate)
  }

  @Test(arguments: [
    ("内港每天两次退潮，两次涨潮。", Int32(27), Int32(2)),
    ("น้ำขึ้นน้ำลง", 24, 0), ("the tide, the pier", 18, 1), ("潮、岸。", 8, 2), (" \n ", 0, 0),
  ])
  func `texts are weighed without counting words`(text: String, length: Int32, commas: Int32) {
    let weight = TextWeights.weigh(text)
    #expect(weight.commas == commas)
    #expect(abs(weight.text - length) <= length / 2)
  }

  @Test func `Japanese, Korean and Thai articles are found`() throws {
    for (sentence, menu) in [
      ("港は一日に二度干上がり、二度満ちる。ここに住む人は、時計がなくても時を知っている。", "トップページ"),
      ("항구는 하루에 두 번 비고, 두 번 찬다. 이곳 사람들은 시계 없이도 때를 안다.", "첫 화면"),
      ("ท่าเรือแห้งวันละสองครั้งและเต็มวันละสองครั้ง คนที่นี่ไม่ต้องดูนาฬิกาก็รู้เวลา", "หน้าแรก"),
    ] {
      let text = String(repeating: "<p>\(sentence)\(sentence)</p>", count: 5)
      let words = try words(
        "<div><a href=/>\(menu)</a> <a href=/n>\(menu) 2</a></div><div><div>\(text)</div></div>"
      )
      #expect(words.contains(sentence.prefix(12)))
      #expect(!words.contains(menu))
    }
  }

  private func words(_ html: String, without rules: Set<ExtractionRule> = []) throws -> String {
    try Article(
      reading: Input(Data("<!doctype html><body>\(html)".utf8), format: .html),
      without: rules
    ).text
  }
}
