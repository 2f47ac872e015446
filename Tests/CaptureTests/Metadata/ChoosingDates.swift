import Model
import Testing

@testable import Capture

@Suite struct ChoosingDates {
  private let title = "<h1>The tides of the inner harbour</h1>"

  @Test(arguments: [
    ("<p>March 4, 2025</p>", "2025-03-04"), ("<div>4. März 2025 | Küste</div>", "2025-03-04"),
    ("<p>By Ada Marlow, 4 March 2025</p>", "2025-03-04"),
    ("<span>Updated March 9, 2025</span><p>Published March 4, 2025</p>", "2025-03-04"),
    ("<p>Последнее обновление: 4 марта 2025</p>", "2025-03-04"),
    (
      "<time datetime='2025-03-04T08:00:00+01:00'>yesterday</time><p>4 March 2025</p>",
      "2025-03-04T08:00:00+01:00"
    ),
    (
      "<p>The wall of 4 March 1911 has stood for more than a hundred years, and nobody in the town who was asked could remember a winter in which the sea came over it, or a summer in which it was not talked about.</p>",
      nil
    ),
    ("<p>Opening hours: 9 to 5</p>", nil),
  ])
  func `a date beside the headline is the article's`(below: String, date: String?) throws {
    #expect(try body(title + below).published == date)
  }

  @Test func `a date that only search engines are told is believed of an article alone`() throws {
    func page(_ type: String) throws -> Article {
      try head(
        "<script type='application/ld+json'>{\"@type\":\"\(type)\",\"name\":\"Tides\",\"datePublished\":\"2025-03-04\"}</script>"
      )
    }
    #expect(try page("NewsArticle").published == "2025-03-04")
    #expect(try page("WebPage").published == nil)
  }

  @Test func `dates of teasers are nobody's`() throws {
    let teasers = (1...3).map { "<div><span class='date'>0\($0).03.2025</span> A wall</div>" }
    let article = try body(title + String(repeating: "<p>Walls.</p>", count: 20) + teasers.joined())
    #expect(article.published == nil)
  }

  @Test func `comments do not date an article`() throws {
    let comments =
      "<div id='comments'><time datetime='2025-04-01'></time><span class='date'>1 April 2025</span></div>"
    #expect(try body(title + comments).published == nil)
  }

  @Test func `a time near midnight is on the day that the page shows`() throws {
    let tags = "<meta property='article:published_time' content='2025-03-05T02:30:00Z'>"
    #expect(try head(tags).published == "2025-03-05T02:30:00Z")
    #expect(try head(tags, body: title + "<p>March 4, 2025</p>").published == "2025-03-04")
    #expect(
      try head(tags, body: title + "<p>March 1, 2025</p>").published == "2025-03-05T02:30:00Z"
    )
  }

  @Test func `a change is kept when it came after publication`() throws {
    func modified(_ date: String) throws -> String? {
      try head(
        """
        <meta property='article:published_time' content='2025-03-04'>
        <meta property='article:modified_time' content='\(date)'>
        """
      ).modified
    }
    #expect(try modified("2025-03-09") == "2025-03-09")
    #expect(try modified("2025-03-04") == nil)
    #expect(try modified("2025-03-01") == nil)
  }

  @Test(arguments: [
    "dc.date.issued", "DC.Date.Created", "parsely-pub-date", "sailthru.date", "pubdate",
    "article:published", "publish-date", "w-published-date",
  ])
  func `tags are known by their words, whatever stands around them`(name: String) {
    #expect(DateTagNames.isPublished(name.lowercased()))
    #expect(!DateTagNames.isModified(name.lowercased()))
  }

  @Test func `the data of scripts may say the date`() {
    let script =
      #"window.page={"id":7,"publishedAt":"2025-03-04","x":{\"pubDate\":\"2024-01-02T08:00\"}}"#
    #expect(ScriptDates.published(in: script) == ["2025-03-04", "2024-01-02T08:00"])
    #expect(ScriptDates.published(in: "publishedAt without a value") == [])
  }
}
