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
    ("Written By", []), ("Von", []), ("This post", []), ("Sat", []), ("Jun 2", []),
    ("Autoren, Herausgeber", []), ("Super User", []), ("The Harbour University © 2025", []),
    ("© Ada Marlow", ["Ada Marlow"]), ("Ada Marlow @adamarlow", ["Ada Marlow"]),
    ("@adamarlow", ["@adamarlow"]), ("the Harbour Team 2", ["the Harbour Team"]),
    ("Ada Marlow le", ["Ada Marlow"]), ("Ada Marlow under Walls", ["Ada Marlow"]),
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

  @Test(arguments: [
    ("By walking on the wall the town was saved", []), ("By marlow", ["marlow"]),
    ("Foto: Ada Marlow", []), ("Bild: Ada Marlow", []), ("Text: Ada Marlow", ["Ada Marlow"]),
  ])
  func `a sentence and the maker of a picture are not the author`(line: String, names: [String])
    throws
  {
    #expect(try body("<h1>Tides</h1><p>\(line)</p>").authors == names)
  }

  @Test func `whoever programs alone are told of is no author, unless two places say so`() throws {
    func authors(_ more: String = "", body: String = "<p>Tide.</p>") throws -> [String] {
      let data =
        "<script type='application/ld+json'>{\"@type\":\"Article\",\"author\":\"Ada Marlow\"}</script>"
      return try head(data + more, body: body).authors
    }
    #expect(try authors() == [])
    #expect(try authors("<meta name='author' content='Ada Marlow'>") == ["Ada Marlow"])
    #expect(try authors(body: "<p>By Ada Marlow</p>") == ["Ada Marlow"])
    #expect(try authors(body: "<p>By Ada</p><p>Marlow Road</p>") == ["Ada Marlow"])
    #expect(try authors(body: "<p>Ada Marlowe</p>") == [])
  }

  @Test(arguments: ["comment", "review"])
  func `those who are marked as commenting or reviewing wrote nothing`(mark: String) throws {
    let article = try body(
      "<h1>Tides</h1><div itemprop='\(mark)'><b itemprop='author'>Ada Marlow</b></div>"
    )
    #expect(article.authors == [])
  }

  @Test func `names in scripts without spaces are found where they stand`() throws {
    let data =
      "<script type='application/ld+json'>{\"@type\":\"Article\",\"author\":\"王小明\"}</script>"
    #expect(try head(data, body: "<p>本报记者王小明报道</p>").authors == ["王小明"])
    #expect(try head(data, body: "<p>本报记者报道</p>").authors == [])
  }

  @Test(arguments: [
    ("Harbour Agency GmbH", []), ("Ada Marlow Ltd.", []), ("AG Marlow", ["AG Marlow"]),
    ("agency.example.org", []), ("www.agency.example", []),
    ("ada.marlow", ["ada.marlow"]),
  ])
  func `companies and other sites write nothing`(name: String, names: [String]) throws {
    #expect(try head("<meta name='author' content='\(name)'>").authors == names)
  }

  @Test func `elements that speak of authorities name no author`() throws {
    #expect(try body("<h1>Tides</h1><div class='authorities'>Harbour Board</div>").authors == [])
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
