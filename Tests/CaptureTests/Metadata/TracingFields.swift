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
}
