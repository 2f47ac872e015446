import Model
import Testing

@testable import Capture

@Suite struct NamingAuthors {
  @Test(arguments: [
    ("Ada Marlow Marketing Manager", ["Ada Marlow"]), ("Ada Marlow CEO", ["Ada Marlow"]),
    ("March 4, 2025 by Ada Marlow in Walls", ["Ada Marlow"]),
    ("Walls | By Ada Marlow", ["Ada Marlow"]), ("Ada van der Marlow", ["Ada van der Marlow"]),
    ("Anna von Bergen", ["Anna von Bergen"]), ("Coast Paper Team", ["Coast Paper Team"]),
    ("Ada Marlow, Head of Walls, Ben Okri", ["Ada Marlow", "Ben Okri"]),
    ("following these simple steps", []), ("Ada Marlow, 4. März 2025", ["Ada Marlow"]),
    ("文／王小明", ["王小明"]), ("Автор: Анна Петрова", ["Анна Петрова"]),
  ])
  func `a byline's roles, places and dates are no names`(line: String, names: [String]) {
    #expect(Byline.names(in: line) == names)
  }

  @Test(arguments: [
    ("<div class='author'><span>Ada Marlow</span><span>Harbour desk</span></div>", ["Ada Marlow"]),
    (
      "<div class='byline'>By <a>Ada Marlow</a> and <a>Ben Okri</a></div>",
      ["Ada Marlow", "Ben Okri"]
    ),
    ("<div class='author'><a>Ada Marlow</a><a>Ben Okri</a></div>", ["Ada Marlow", "Ben Okri"]),
    ("<div class='author'>Autor:<br>Ada Marlow</div>", ["Ada Marlow"]),
    ("<div itemprop='author'><meta itemprop='name' content='Ada Marlow'></div>", ["Ada Marlow"]),
  ])
  func `the parts of an element are kept apart`(element: String, names: [String]) throws {
    #expect(try body("<h1>Tides</h1>" + element).authors == names)
  }

  @Test func `a line below the headline that begins with a word for by names the author`() throws {
    #expect(try body("<h1>Tides</h1><p>Von Ada Marlow</p><p>Text.</p>").authors == ["Ada Marlow"])
    #expect(try body("<h1>Tides</h1><p>Walls by the sea are high.</p>").authors == [])
  }

  @Test func `what two places say is believed before what one says`() throws {
    let article = try head(
      "<meta name='author' content='Web Desk'><meta property='article:author' content='Ada Marlow'>",
      body: "<h1>Tides</h1><div class='byline'>Ada Marlow</div>"
    )
    #expect(article.authors == ["Ada Marlow"])
  }

  @Test func `the site is not its own author`() throws {
    let tags =
      "<meta property='og:site_name' content='The Coast'><meta name='author' content='The Coast'>"
    #expect(try head(tags).authors == [])
    #expect(
      try head(tags, body: "<h1>Tides</h1><p class='author'>Ada Marlow</p>").authors == [
        "Ada Marlow"
      ]
    )
  }

  @Test func `those who comment did not write the article`() throws {
    let comments = "<div id='comments'><span class='comment-author'>Ben Okri says</span></div>"
    #expect(try body("<h1>Tides</h1>" + comments).authors == [])
  }
}
