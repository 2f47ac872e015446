import Capture
import Foundation
import Model
import Testing

@Suite struct ReadingPages {
  private let article: Article

  init() throws {
    article = try Article(
      reading: Input(
        try fixture("tides.html"),
        fileName: "tides.html",
        address: "https://www.coast.example/2025/tides-of-the-inner-harbour?utm_source=mail"
      )
    )
  }

  @Test(arguments: [
    "twice a day it fills again", "## What the gauges say", "because the sea does not",
    "21 centimetres in that time", "The gauge at the old pier.", "has begun to read the gauge",
  ])
  func `the main text is kept`(passage: String) {
    #expect(article.text.contains(passage))
  }

  @Test(arguments: [
    "Home", "News", "Copyright", "cookies", "Share this", "Sign up", "First!", "Related",
    "Comments",
    "wall that was never built", "since 1880", "tracking", "color",
  ])
  func `navigation, comments, boxes and footers stay out`(passage: String) {
    #expect(!article.text.contains(passage))
  }

  @Test func `the title is no longer in the text`() {
    #expect(article.title == "Tides of the inner harbour")
    #expect(!article.text.contains("# Tides"))
  }

  @Test func `what the page says about itself is read`() {
    #expect(article.authors == ["Ada Marlow", "Ben Okri"])
    #expect(article.published == "2025-03-04T08:00:00Z")
    #expect(article.site == "The Coast Paper")
    #expect(article.language == "en-GB")
    #expect(article.excerpt == "What a hundred years of gauge readings say.")
  }

  @Test func `the canonical address is believed, the front page is not`() {
    #expect(article.url == "https://coast.example/2025/tides-of-the-inner-harbour")
    #expect(
      article.urls == [
        "https://www.coast.example/2025/tides-of-the-inner-harbour?utm_source=mail",
        "https://coast.example/2025/tides-of-the-inner-harbour",
      ]
    )
  }

  @Test func `the page is kept as it was`() throws {
    #expect(article.page?.content == (try fixture("tides.html")))
    #expect(article.page?.mediaType == "text/html")
  }

  @Test func `the text is Markdown, byte for byte the same every time`() throws {
    let expected = """
      The inner harbour empties twice a day, and twice a day it fills again. Nobody who lives here \
      needs a table to know the hour.

      ## What the gauges say

      Since 1911 the gauge at the [old pier](https://www.coast.example/gauges/old-pier?id=4#readings) \
      has been read *by hand*. “We write it down,” said the keeper, “because the sea does not.”

      The mean level rose by 21 centimetres in that time, and **most of it** came after 1970, as a \
      table in the harbour office shows:

      | Years | Rise |
      | --- | --- |
      | 1911–1940 | 4 cm |
      | 1941–1970 | 5 cm |
      | 1971–2020 | 12 cm |

      > The sea is patient, and it keeps no office hours.

      Three things follow from it, the office says, and none of them is cheap:

      - the [walls](https://www.coast.example/walls) must grow,
        1. first the eastern one, before the winter of next year,
        2. then the others;
      - the pumps must run longer;
      - the readings must go on.

      ```python
      def level(year):
          return 21 * (year - 1911) / 109
      ```

      ![The gauge](https://www.coast.example/pictures/gauge.jpg "The gauge at the old pier.")

      Whether the town will pay for all of this, nobody in the harbour office, on the council, or \
      in the cafés along the quay would say; but everybody, it seems, has begun to read the gauge.

      """
    #expect(article.text == expected)
  }

  @Test func `the same page under two addresses is one source`() throws {
    let other = try Article(
      reading: Input(
        try fixture("tides.html"),
        address: "http://coast.example/2025/tides-of-the-inner-harbour/?fbclid=x#top"
      )
    )
    #expect(other.identity.key == article.identity.key)
  }

  @Test func `a saved page remembers its address`() throws {
    let saved = try page(
      "<!-- saved from url=(0031)https://coast.example/tides-of-1911 --><html><body><p>Tide</p>"
    )
    #expect(saved.url == "https://coast.example/tides-of-1911")
  }

  @Test func `Chinese text is found by its own commas`() throws {
    let paragraph = "<p>内港每天两次退潮，两次涨潮。住在这里的人，不用看表，也知道时间。</p>"
    let article = try body(
      "<div class='menu'><a href='/'>首页</a><a href='/n'>新闻</a></div><div><div>"
        + String(repeating: paragraph, count: 4) + "</div></div><div>版权所有</div>"
    )
    #expect(article.text.contains("也知道时间。"))
    #expect(!article.text.contains("版权所有"))
    #expect(!article.text.contains("首页"))
  }

  @Test func `text in bare divisions with breaks is split into paragraphs`() throws {
    let article = try body(
      "<div id='a'>The tide came in, and the boats rose with it, all of them at once.<br><br>"
        + "Then it went out, and the boats, one by one, lay down in the mud again.</div>"
    )
    #expect(
      article.text == """
        The tide came in, and the boats rose with it, all of them at once.

        Then it went out, and the boats, one by one, lay down in the mud again.

        """
    )
  }

  @Test(arguments: ["", "<p>", "<html></html>", "text only", "<img src=a.png>", "</div></p>"])
  func `pages without an article are no failure`(html: String) throws {
    _ = try page("<!doctype html>" + html)
  }
}
