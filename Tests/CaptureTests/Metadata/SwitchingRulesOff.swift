import Foundation
import Model
import Testing

@testable import Capture

/// A page on which one rule makes the difference.
struct RuledPage: CustomTestStringConvertible {
  let rule: String
  var tags = ""
  var body = ""
  var address: String?
  var root = ""

  var testDescription: String { rule }

  func article(without rules: Set<String> = []) throws -> Article {
    let html = "<!doctype html><html\(root)><head>\(tags)</head><body>\(body)</body></html>"
    return try Article(
      reading: Input(Data(html.utf8), address: address, format: .html),
      metadataRules: rules
    )
  }

  private static func linked(_ fields: String, type: String = "Article") -> String {
    "<script type='application/ld+json'>{\"@type\":\"\(type)\",\"headline\":\"Tides\",\(fields)}</script>"
  }

  private static let heading = "<h1>The tides of 1911</h1>"
  private static let far = heading + String(repeating: "<p>Tide.</p>", count: 30)
  private static let german =
    "<p>Der Hafen leert sich zweimal am Tag, und niemand, der hier wohnt, sieht dazu auf die Uhr.</p>"

  static let pages =
    titles + authors + published + modified + sites + addresses + languages + others

  private static let titles = [
    RuledPage(
      rule: "title: heading that is declared",
      tags: "<meta property='og:title' content='Old tides, retold'>",
      body: "<h1>Old tides</h1>"
    ),
    RuledPage(
      rule: "title: heading that stands alone",
      tags: "<meta property='og:title' content='7 best walls for your harbour'>",
      body: "<h1>The seven best walls a harbour can have</h1>"
    ),
    RuledPage(rule: "title: citation", tags: "<meta name='citation_title' content='Tides'>"),
    RuledPage(rule: "title: JSON-LD", tags: linked("\"name\":\"Tides\"")),
    RuledPage(rule: "title: og:title", tags: "<meta property='og:title' content='Tides'>"),
    RuledPage(
      rule: "title: short heading",
      tags: "<title>Tides of 1911</title>",
      body: "<h1>Tides</h1>"
    ),
    RuledPage(rule: "title: title element", tags: "<title>Tides</title>"),
    RuledPage(rule: "title: first heading", body: "<h1>Tides</h1><h1>Walls</h1>"),
    RuledPage(
      rule: "title: less the site's name",
      tags: "<title>Tides - Coast</title><meta property='og:site_name' content='Coast'>"
    ),
    RuledPage(
      rule: "title: less its kicker",
      tags: "<meta property='og:title' content='The tides of 1911'>",
      body: "<h1><span>Harbour</span> The tides of 1911</h1>"
    ),
    RuledPage(
      rule: "title: heading of the site",
      tags: "<title>The tides of 1911 - Coast notes</title>",
      body: "<h1><a href='/'>Coast notes</a></h1>"
    ),
    RuledPage(rule: "title: less its last part", tags: "<title>Tides of 1911 | Coast</title>"),
  ]

  private static let authors = [
    RuledPage(
      rule: "authors: citation",
      tags: "<meta name='citation_author' content='Marlow, Ada'>"
    ),
    RuledPage(
      rule: "authors: JSON-LD",
      tags: linked("\"author\":{\"name\":\"Ada Marlow\"}"),
      body: "<p>Ada Marlow walked on the wall.</p>"
    ),
    RuledPage(rule: "authors: meta", tags: "<meta name='author' content='Ada Marlow'>"),
    RuledPage(
      rule: "authors: article:author",
      tags: "<meta property='article:author' content='Ada Marlow'>",
      body: "<p>Ada Marlow walked on the wall.</p>"
    ),
    RuledPage(rule: "authors: microdata", body: "<p itemprop='author'>Ada Marlow</p>"),
    RuledPage(rule: "authors: rel=author", body: "<a rel='author' href='/ada'>Ada Marlow</a>"),
    RuledPage(rule: "authors: below the headline", body: heading + "<p>By Ada Marlow</p>"),
    RuledPage(rule: "authors: named element", body: "<p class='byline'>Ada Marlow</p>"),
    RuledPage(
      rule: "authors: dc.creator",
      tags: "<meta name='dc.creator' content='Ada Marlow'>",
      body: "<p>Ada Marlow walked on the wall.</p>"
    ),
    RuledPage(
      rule: "authors: site beside names",
      tags: "<meta name='author' content='Ada Marlow, Coast Paper'>"
        + "<meta property='og:site_name' content='Coast Paper'>"
    ),
    RuledPage(rule: "authors: address", tags: "<meta name='author' content='walls.example.org'>"),
    RuledPage(rule: "authors: company", tags: "<meta name='author' content='Wall Makers GmbH'>"),
    RuledPage(
      rule: "authors: shown nowhere",
      tags: linked("\"author\":{\"name\":\"Ada Marlow\"}"),
      body: "<p>Tide.</p>"
    ),
    RuledPage(rule: "authors: picture credit", body: heading + "<p>Foto: Ada Marlow</p>"),
    RuledPage(
      rule: "authors: sentence",
      body: heading + "<p>By walking on the wall, the town was saved</p>"
    ),
    RuledPage(
      rule: "authors: names far apart",
      body: "<a rel='author' href='/ada'>Ada Marlow</a>" + far
        + "<a rel='author' href='/ben'>Ben Okri</a>"
    ),
    RuledPage(
      rule: "authors: site's own name",
      tags: "<meta property='og:site_name' content='Coast Paper'>",
      body: "<p class='byline'>Coast Paper</p>"
    ),
  ]

  private static let published = [
    RuledPage(
      rule: "published: article:published_time",
      tags: "<meta property='article:published_time' content='2025-03-04'>",
      body: heading + "<p>March 9, 2025</p>"
    ),
    RuledPage(rule: "published: JSON-LD article", tags: linked("\"datePublished\":\"2025-03-04\"")),
    RuledPage(
      rule: "published: JSON-LD page",
      tags: linked("\"datePublished\":\"2025-03-04\"", type: "WebPage"),
      body: far + "<time datetime='2025-03-04'>then</time>"
    ),
    RuledPage(
      rule: "published: citation",
      tags: "<meta name='citation_publication_date' content='2025/03/04'>"
    ),
    RuledPage(
      rule: "published: microdata",
      body: far + "<p itemprop='datePublished'>2025-03-04</p>"
    ),
    RuledPage(rule: "published: meta", tags: "<meta name='pubdate' content='2025-03-04'>"),
    RuledPage(
      rule: "published: time element",
      tags: linked("\"datePublished\":\"2025-03-04\"", type: "WebPage"),
      body: far + "<time datetime='2025-03-04'>then</time>"
    ),
    RuledPage(rule: "published: above the headline", body: "<p>March 4, 2025</p>" + heading),
    RuledPage(rule: "published: below the headline", body: heading + "<p>March 4, 2025</p>"),
    RuledPage(rule: "published: named element", body: far + "<p class='date'>March 4, 2025</p>"),
    RuledPage(rule: "published: address", address: "https://coast.example/2025/03/04/tides"),
    RuledPage(rule: "published: label", body: far + "<p>Published on March 4, 2025</p>"),
    RuledPage(
      rule: "published: script",
      body: "<script type='application/json'>{\"datePublished\":\"2025-03-04\"}</script>"
    ),
    RuledPage(
      rule: "published: shown day",
      tags: "<meta property='article:published_time' content='2025-03-05T02:30:00Z'>",
      body: heading + "<p>March 4, 2025</p>"
    ),
  ]

  private static let modified = [
    RuledPage(
      rule: "modified: article:modified_time",
      tags: "<meta property='article:modified_time' content='2025-03-04'>"
        + linked("\"dateModified\":\"2025-03-09\"")
    ),
    RuledPage(rule: "modified: JSON-LD", tags: linked("\"dateModified\":\"2025-03-04\"")),
    RuledPage(rule: "modified: microdata", body: "<p itemprop='dateModified'>2025-03-04</p>"),
    RuledPage(rule: "modified: meta", tags: "<meta name='lastmod' content='2025-03-04'>"),
    RuledPage(
      rule: "modified: near the headline",
      body: heading + "<p>March 1, 2025</p><p>Updated March 4, 2025</p>"
    ),
    RuledPage(
      rule: "modified: later than published",
      tags: linked("\"datePublished\":\"2025-03-04\",\"dateModified\":\"2025-03-04\"")
    ),
  ]

  private static let sites = [
    RuledPage(rule: "site: og:site_name", tags: "<meta property='og:site_name' content='Coast'>"),
    RuledPage(rule: "site: journal", tags: "<meta name='citation_journal_title' content='Coast'>"),
    RuledPage(rule: "site: JSON-LD", tags: linked("\"publisher\":{\"name\":\"Coast\"}")),
    RuledPage(
      rule: "site: title element",
      tags: "<title>Tides - The Coast</title>",
      address: "https://www.thecoast.example/tides"
    ),
    RuledPage(
      rule: "site: name before address",
      tags: "<meta property='og:site_name' content='Coast.example'>"
        + "<meta name='application-name' content='The Coast'>"
    ),
    RuledPage(rule: "site: application", tags: "<meta name='application-name' content='Coast'>"),
  ]

  private static let addresses = [
    RuledPage(
      rule: "url: canonical link",
      tags: "<link rel='canonical' href='https://coast.example/tides'>"
    ),
    RuledPage(
      rule: "url: og:url",
      tags: "<meta property='og:url' content='https://coast.example/t'>"
    ),
    RuledPage(rule: "url: JSON-LD", tags: linked("\"url\":\"https://coast.example/tides\"")),
    RuledPage(
      rule: "url: oEmbed link",
      tags: "<link rel='alternate' href='https://c.example/oembed?url=https%3A%2F%2Fc.example%2Ft'>"
    ),
    RuledPage(
      rule: "url: alternate in the page's language",
      tags: "<meta name='language' content='de'>"
        + "<link rel='alternate' hreflang='de' href='https://coast.example/de/tides'>"
    ),
    RuledPage(rule: "url: base element", tags: "<base href='https://coast.example/tides'>"),
    RuledPage(
      rule: "url: link to the canonical path",
      tags: "<link rel='canonical' href='/walls/tides'>",
      body: "<a href='https://coast.example/walls/tides'>print</a>"
    ),
    RuledPage(
      rule: "url: link for sharing",
      body: "<a href='https://s.example/sharer.php?u=https%3A%2F%2Fcoast.example%2Ft'>share</a>"
    ),
    RuledPage(
      rule: "url: believable",
      tags: "<link rel='canonical' href='https://coast.example/'>",
      address: "https://coast.example/tides"
    ),
    RuledPage(
      rule: "url: front page",
      tags: "<link rel='canonical' href='https://coast.example/'>"
        + "<meta property='og:url' content='https://coast.example/'>"
    ),
    RuledPage(
      rule: "url: own host",
      tags: "<link rel='canonical' href='https://wire.example/77'>"
        + "<meta property='og:url' content='https://coast.example/tides-of-1911'>"
    ),
  ]

  private static let languages = [
    RuledPage(rule: "language: html element", root: " lang='de'"),
    RuledPage(rule: "language: meta", tags: "<meta name='language' content='de'>"),
    RuledPage(rule: "language: text", body: german),
    RuledPage(
      rule: "language: siblings",
      tags: "<meta name='language' content='nb'>",
      body: "<p>Havna tømmes to ganger om dagen, og ingen av dem som bor her trenger noen tabell "
        + "for å vite det. Jeg har ikke sett noen som har gjort det siden den siste vinteren, og "
        + "hun som skrev den sier at det ikke var fordi noen hadde bruk for den.</p>"
    ),
  ]

  private static let others = [
    RuledPage(rule: "excerpt: meta", tags: "<meta name='description' content='Of tides.'>"),
    RuledPage(rule: "excerpt: JSON-LD", tags: linked("\"description\":\"Of tides.\"")),
    RuledPage(rule: "excerpt: first paragraph", body: german),
    RuledPage(rule: "doi: meta", tags: "<meta name='citation_doi' content='10.5555/tide.7'>"),
    RuledPage(rule: "doi: JSON-LD", tags: linked("\"identifier\":\"doi:10.5555/tide.7\"")),
    RuledPage(rule: "doi: address", address: "https://doi.org/10.5555/tide.7"),
    RuledPage(rule: "isbn: meta", tags: "<meta name='citation_isbn' content='9780306406157'>"),
    RuledPage(rule: "isbn: JSON-LD", tags: linked("\"isbn\":\"9780306406157\"")),
    RuledPage(
      rule: "licence: rel=license",
      tags: "<link rel='license' href='https://coast.example/l'>"
    ),
    RuledPage(rule: "licence: JSON-LD", tags: linked("\"license\":\"https://coast.example/l\"")),
    RuledPage(rule: "licence: meta", tags: "<meta name='dc.rights' content='Free for schools'>"),
    RuledPage(
      rule: "licence: Creative Commons link",
      body: "<a href='https://creativecommons.org/licenses/by/4.0/'>CC</a>"
    ),
  ]
}

@Suite struct SwitchingRulesOff {
  @Test(arguments: RuledPage.pages)
  func `each rule makes the difference on its page`(page: RuledPage) throws {
    let (all, without) = (try page.article(), try page.article(without: [page.rule]))
    let name = page.rule.split(separator: ":")[0]
    let field = try #require(Evidence.Field.allCases.first { $0.rawValue == name })
    #expect(all.text(of: field) != without.text(of: field))
    // A rule that finds something is named as the source of it.
    if WeighingRule(rawValue: page.rule) == nil, page.rule != "published: JSON-LD page",
      page.rule != "published: time element"
    {
      let chosen = all.evidence.first { $0.field == field && $0.isChosen }
      #expect(chosen?.source == page.rule)
    }
    #expect(without.evidence.allSatisfy { $0.source != page.rule })
  }

  @Test func `no rule is without a page`() {
    #expect(Set(RuledPage.pages.map(\.rule)) == Set(MetadataRules.names))
  }
}
