import Foundation
import Model
import Testing

@testable import Capture

@Suite struct ReadingMetadata {
  @Test(arguments: [
    ("Tides | The Coast Paper", "Tides"), ("Tides of 1911 - The Coast Paper", "Tides of 1911"),
    ("The Coast Paper: Tides of 1911", "Tides of 1911"), ("Tides – a history", "Tides – a history"),
    ("Walls | Tides and winters of the shore | Coast", "Walls | Tides and winters of the shore"),
  ])
  func `the site's name is taken off the title`(title: String, expected: String) throws {
    let tags = "<title>\(title)</title><meta property='og:site_name' content='The Coast Paper'>"
    #expect(try head(tags).title == expected)
  }

  @Test func `the heading that the declarations agree with is the title`() throws {
    let article = try head(
      "<title>Tides of the harbour: what we know - Coast</title>",
      body: "<h1>Coast</h1><h1>Tides of the harbour: what we know</h1><p>Tide.</p>"
    )
    #expect(article.title == "Tides of the harbour: what we know")
  }

  @Test(arguments: [
    ("Tides of the harbour <a href='#tides'>¶</a>", "Tides of the harbour"),
    ("Tides of the harbour<a href='/tides#top'>🔗</a>", "Tides of the harbour"),
    ("Tides of the <a href='#harbour'>harbour</a>", "Tides of the harbour"),
    ("Learning of C#", "Learning of C#"),
    ("Tides of the pier <a href='/b'>¶</a>", "Tides of the pier ¶"),
  ])
  func `a sign that links to the heading is no part of the title`(heading: String, title: String)
    throws
  {
    let shown = title.replacing(" ¶", with: "")
    let article = try head("<title>\(shown)</title>", body: "<h1>\(heading)</h1><p>Tide.</p>")
    #expect(article.title == title)
  }

  @Test(arguments: [
    ("By Ada Marlow", ["Ada Marlow"]), ("Ada Marlow and Ben Okri", ["Ada Marlow", "Ben Okri"]),
    ("Von Ada Marlow, Ben Okri", ["Ada Marlow", "Ben Okri"]), ("Marlow, Ada", ["Ada Marlow"]),
    ("Ada Marlow, Staff Writer", ["Ada Marlow"]), ("Ada Marlow | Coast desk", ["Ada Marlow"]),
    ("Ada Marlow ada@coast.example", ["Ada Marlow"]), ("admin", []), ("https://a.example/ada", []),
    ("作者：王小明", ["王小明"]), ("Ada Marlow; Ben Okri; Ada Marlow", ["Ada Marlow", "Ben Okri"]),
    ("Jean-Luc O’Neil", ["Jean-Luc O’Neil"]), ("", []),
  ])
  func `names are read out of a byline`(line: String, names: [String]) {
    #expect(Byline.names(in: line) == names)
  }

  @Test func `a scholarly page gives names, date, journal and DOI`() throws {
    let article = try head(
      """
      <meta name="citation_title" content="Sea level at the old pier">
      <meta name="citation_author" content="Marlow, Ada"><meta name="citation_author" content="Okri, Ben">
      <meta name="citation_publication_date" content="2024/11/02">
      <meta name="citation_journal_title" content="Journal of Harbours">
      <meta name="citation_doi" content="https://doi.org/10.5555/HARB.2024.7">
      <meta name="citation_isbn" content="978-0-306-40615-7">
      """
    )
    #expect(article.title == "Sea level at the old pier")
    #expect(article.authors == ["Ada Marlow", "Ben Okri"])
    #expect(article.published == "2024-11-02")
    #expect(article.site == "Journal of Harbours")
    #expect(article.doi == "10.5555/harb.2024.7")
    #expect(article.isbn == "9780306406157")
  }

  @Test(arguments: [
    #"{"@type":"NewsArticle","headline":"Tides","author":{"@type":"Person","name":"Ada Marlow"},"datePublished":"2025-03-04","publisher":{"name":"Coast"}}"#,
    #"[{"@type":["Article","Thing"],"headline":"Tides","author":["Ada Marlow"],"datePublished":"2025-03-04","publisher":"Coast"}]"#,
    #"{"@graph":[{"@type":"WebSite","name":"Coast"},{"@id":"urn:a","name":"Ada Marlow"},{"@type":"BlogPosting","headline":"Tides","author":{"@id":"urn:a"},"datePublished":"2025-03-04"}]}"#,
    "<!--\n{\"@type\":\"https://schema.org/Article\",\"headline\":\"Ti&#100;es\",\n\"author\":[{\"name\":\"Ada\nMarlow\"}],\"datePublished\":[\"2025-03-04\"],\"publisher\":[{\"name\":\"Coast\"}]}\n-->",
  ])
  func `JSON-LD is read in all its shapes`(json: String) throws {
    let script = "<script type=\"application/ld+json\">\(json)</script>"
    let article = try head(script, body: "<p>Ada Marlow has seen the tide.</p>")
    #expect(article.title == "Tides")
    #expect(article.authors == ["Ada Marlow"])
    #expect(article.published == "2025-03-04")
    #expect(article.site == "Coast")
  }

  @Test(arguments: ["{", "[[[[", "null", "{\"@type\":7}", "{\"@graph\":{\"@graph\":[]}}", "\u{0}"])
  func `broken JSON-LD is passed over`(json: String) throws {
    _ = try head("<script type='application/ld+json'>\(json)</script>")
  }

  @Test(arguments: [
    ("https://coast.example/", false), ("https://coast.example/news", false),
    ("https://coast.example/news/2025/tides-of-1911", true),
    ("https://m.coast.example/news/2025/tides-of-1911?ref=a", true),
    ("https://other.example/copy/tides-of-1911", true), ("https://other.example/b", false),
    ("javascript:void(0)", false), ("/news/2025/tides-of-1911", true),
  ])
  func `a canonical address that contradicts the page's own is not believed`(
    canonical: String,
    isBelieved: Bool
  ) throws {
    let own = "https://coast.example/news/2025/tides-of-1911?utm_source=x"
    let article = try head("<link rel='canonical' href='\(canonical)'>", address: own)
    #expect((article.url != own) == isBelieved)
    #expect(article.urls.first == own)
  }

  @Test func `an address with a number is not the program behind it`() throws {
    let own = "https://coast.example/story.php?id=7"
    let article = try head(
      "<link rel='canonical' href='https://coast.example/story.php'>",
      address: own
    )
    #expect(article.url == own)
  }

  @Test(arguments: [
    ("en_us", "en-US"), ("de", "de"), ("zh-hans-cn", "zh-Hans-CN"), ("PT-br", "pt-BR"), ("x", nil),
    ("english", nil),
  ])
  func `language tags are written as BCP 47 writes them`(given: String, expected: String?) {
    #expect(PageLanguage.tag(given) == expected)
  }
}
