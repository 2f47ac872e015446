import Foundation
import Model
import Testing

@testable import Capture

@Suite struct TracingFields {
  @Test func `each field says where it is from and how sure that is`() throws {
    let article = try Article(
      reading: Input(
        try fixture("tides.html"),
        address: "https://coast.example/2025/tides",
        format: .html
      )
    )
    for field: Evidence.Field in [.title, .authors, .published, .site, .url, .language] {
      let chosen = article.evidence.filter { $0.field == field && $0.isChosen }
      #expect(chosen.count == 1, "\(field)")
    }
    let title = try #require(article.evidence.first { $0.field == .title && $0.isChosen })
    #expect(title.value == article.title)
    #expect(title.source == "title: heading that is declared")
    #expect(article.evidence.allSatisfy { (0...1).contains($0.confidence) })
  }

  @Test func `a field is explained with all that the page says of it`() throws {
    let html = """
      <html><head><title>Tides | Coast</title><meta name="author" content="Ada Marlow">
      <meta property="article:published_time" content="2025-03-04T08:00:00Z">
      <meta name="pubdate" content="2025-03-04"><meta name="lastmod" content="2025-03-01"></head>
      <body><h1>Old tides</h1><p>By Ada Marlow</p></body></html>
      """
    let input = Input(Data(html.utf8), address: "https://coast.example/tides", format: .html)
    let fields = try PageExplanation(reading: input).fields
    #expect(fields.map(\.field) == Evidence.Field.allCases)
    func field(_ name: Evidence.Field) throws -> PageExplanation.Field {
      try #require(fields.first { $0.field == name })
    }
    let authors = try field(.authors)
    #expect(authors.value == "Ada Marlow" && authors.rivals.isEmpty)
    #expect(authors.chosen?.agreeing.map(\.source) == ["authors: below the headline"])
    // Two ways of writing one day agree.
    #expect(try field(.published).chosen?.agreeing.map(\.source) == ["published: meta"])
    let titles = try field(.title)
    #expect(titles.chosen?.evidence.value == titles.value)
    #expect(titles.rivals.map(\.evidence.value).contains("Tides"))
    // A change before publication is none, and shown as what was not taken.
    #expect(try field(.modified).value == nil)
    #expect(try field(.modified).rivals.map(\.evidence.value) == ["2025-03-01"])
    #expect(try field(.url).value == "https://coast.example/tides")
    #expect(try field(.url).chosen == nil)
    #expect(try field(.doi).rivals.isEmpty)
  }

  @Test func `every rule has a name of its own that begins with its field`() {
    #expect(Set(MetadataRules.names).count == MetadataRules.names.count)
    #expect(MetadataRules.names.allSatisfy { $0.contains(": ") })
  }

  @Test func `a rule that is switched off finds nothing`() throws {
    let html = "<html><head><meta name='author' content='Ada Marlow'></head><body></body></html>"
    let input = Input(Data(html.utf8), format: .html)
    #expect(try Article(reading: input).authors == ["Ada Marlow"])
    #expect(try Article(reading: input, metadataRules: ["authors: meta"]).authors == [])
  }

  @Test func `the tags of a page are kept as found, within bounds`() throws {
    let many = (0..<2000).map {
      "<meta name='x\($0)' content='\(String(repeating: "w", count: 600))'>"
    }
    let article = try head("<meta name='weather' content='rain & wind'>" + many.joined())
    let json = try #require(article.pageMetadata)
    let read = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let meta = try #require(read?["meta"] as? [[String]])
    #expect(meta.first == ["weather", "rain & wind"])
    #expect(json.utf8.count < 3 * Limits.rawMetadataBytes)
    #expect(try body("<p>Tide.</p>").pageMetadata == nil)
  }

  @Test func `tags of the page's program are left out`() throws {
    let article = try head("<meta name='viewport' content='a'><link rel='stylesheet' href='b.css'>")
    #expect(article.pageMetadata == nil)
  }
}

@Suite struct ReadingLicences {
  @Test(arguments: [
    ("<link rel='license' href='https://creativecommons.org/licenses/by-sa/4.0/'>", "CC BY-SA 4.0"),
    (
      "<meta name='dc.rights' content='https://creativecommons.org/publicdomain/zero/1.0/'>",
      "CC0 1.0"
    ),
    ("<meta name='dcterms.license' content='Free for schools'>", "Free for schools"),
    ("<meta name='dc.rights' content='© 2025 The Coast. All rights reserved.'>", nil),
    (
      "<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"T\",\"license\":\"https://coast.example/terms\"}</script>",
      "https://coast.example/terms"
    ),
  ])
  func `a licence is read where pages name it`(tags: String, licence: String?) throws {
    #expect(try head(tags).licence == licence)
  }

  @Test func `one licence in the text is the page's, several are those of its pictures`() throws {
    let link = { (terms: String) in
      "<a href='https://creativecommons.org/licenses/\(terms)/4.0/'>l</a>"
    }
    #expect(try body(link("by")).licence == "CC BY 4.0")
    #expect(try body(link("by") + link("by-nc")).licence == nil)
  }
}

@Suite struct KnowingAddresses {
  @Test(arguments: [
    (
      "<link rel='alternate' type='application/json+oembed' href='https://coast.example/oembed?url=https%3A%2F%2Fcoast.example%2Ftides'>",
      "https://coast.example/tides"
    ),
    ("<base href='https://coast.example/walls/tides'>", "https://coast.example/walls/tides"),
    ("<base href='https://coast.example/'>", nil),
    (
      "<link rel='canonical' href='https://wire.example/77'><meta property='og:url' content='https://coast.example/tides-of-1911'>",
      "https://coast.example/tides-of-1911"
    ),
    ("<link rel='canonical' href='https://coast.example/'>", nil),
  ])
  func `a saved page tells its address in many ways`(tags: String, address: String?) throws {
    #expect(try head(tags).url == address)
  }

  @Test func `a canonical path is not taken from a link to somewhere else`() throws {
    let link = "https://s.example/sharer.php?u=https://coast.example/walls/tides"
    let tags = "<link rel='canonical' href='/walls/tides'>"
    let own = "https://coast.example/walls/tides"
    #expect(try head(tags, body: "<a href='\(link)'>s</a><a href='\(own)'>p</a>").url == own)
    #expect(try head(tags, body: "<a href='\(link)'>s</a>").url != link)
  }

  @Test func `buttons for sharing hand on the page's address, unless they are those of teasers`()
    throws
  {
    func share(_ names: [String]) throws -> String? {
      try body(
        names.map {
          "<a href='https://social.example/sharer.php?u=https%3A%2F%2Fcoast.example%2F\($0)'>s</a>"
        }
        .joined()
      ).url
    }
    #expect(try share(["tides"]) == "https://coast.example/tides")
    #expect(try share(["tides", "walls", "winters"]) == nil)
  }
}

@Suite struct NamingSites {
  @Test(arguments: [
    ("Coast.example", "The Coast Paper", "The Coast Paper"), ("Coast", "The Paper", "Coast"),
    ("coast.example", "Coast GmbH", "coast.example"),
    ("coast.example", "c.example", "coast.example"),
    ("The St. Coast", "Paper", "The St. Coast"),
  ])
  func `a site's name is taken before its address`(tag: String, publisher: String, name: String)
    throws
  {
    let article = try head(
      "<meta property='og:site_name' content='\(tag)'>"
        + "<script type='application/ld+json'>{\"@type\":\"Article\",\"publisher\":\"\(publisher)\"}</script>"
    )
    #expect(article.site == name)
  }

  @Test(arguments: [
    ("Tides | The Coast", "The Coast"), ("Tides - thecoast.example", "thecoast.example"),
    ("Tides - Walls", nil), ("The Coast", nil), ("Tides | Walls - The Coast", "The Coast"),
  ])
  func `the end of a title that the address has, too, is the site`(title: String, name: String?)
    throws
  {
    let tags = "<title>\(title)</title>"
    #expect(try head(tags, address: "https://www.thecoast.example/tides").site == name)
    #expect(try head(tags).site == nil)
  }
}

@Suite struct ChoosingTitles {
  @Test func `a page's only heading is its title where the declarations are about the same`() throws
  {
    let tags = "<meta property='og:title' content='7 best walls for your harbour'>"
    #expect(
      try head(tags, body: "<h1>The seven best walls a harbour can have</h1>").title
        == "The seven best walls a harbour can have"
    )
    #expect(
      try head(tags, body: "<h1>Read what our readers say</h1>").title
        == "7 best walls for your harbour"
    )
  }

  @Test(arguments: [
    ("Harbour The tides of 1911", "The tides of 1911"),
    ("Harbour : The tides of 1911", "The tides of 1911"),
    ("Harbour: The tides of 1911", "Harbour: The tides of 1911"),
    ("The tides of 1911 and after", "The tides of 1911 and after"),
    ("The tides of 1911 - Coast", "The tides of 1911"),
  ])
  func `what stands above a title in its heading is no part of it`(
    heading: String,
    title: String
  ) throws {
    let tags =
      "<meta property='og:title' content='The tides of 1911'>"
      + "<meta property='og:site_name' content='Coast'>"
    #expect(try head(tags, body: "<h1>\(heading)</h1>").title == title)
  }

  @Test(arguments: ["/", "https://coast.example/", "./", "index.html"])
  func `a heading that leads to the front page names the site`(link: String) throws {
    let tags = "<title>The tides of 1911 - Coast notes</title>"
    let article = try head(
      tags,
      body: "<h1><a href='\(link)'>Coast notes</a></h1>",
      address: "https://coast.example/tides"
    )
    #expect(article.title == "The tides of 1911")
    #expect(
      try head(tags, body: "<h1><a href='/tides'>The tides of 1911</a></h1>").title
        == "The tides of 1911"
    )
    #expect(
      try head(
        "<title>Walls</title>",
        body: "<h1><a href='https://other.example/'>Walls</a></h1>",
        address: "https://coast.example/walls"
      ).title == "Walls"
    )
  }
}
