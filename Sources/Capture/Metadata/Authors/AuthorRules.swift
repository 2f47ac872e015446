import Model

/// Who wrote an article: rules for each place that says so, surest first.
enum AuthorRules {
  typealias Rule = MetadataRule<[String]>

  /// How sure names must be to be taken.
  static let threshold = 0.45

  static let rules: [Rule] = [
    Rule("authors: citation", 0.9) { page in
      ["citation_author", "citation_authors"].map { page.all($0).flatMap(Byline.names(in:)) }
    },
    Rule("authors: JSON-LD", 0.9) { page in [page.linked.authors.flatMap(Byline.names(in:))] },
    Rule("authors: meta", 0.8) { page in
      authorTags.map { Byline.unique(page.all($0).flatMap(Byline.names(in:))) }
    },
    Rule("authors: article:author", 0.75) { page in
      ["article:author", "og:article:author"].map { page.all($0).flatMap(Byline.names(in:)) }
    },
    Rule("authors: microdata", 0.75) { page in
      [page.namesInElements(page.places.marked["author"] ?? page.places.marked["creator"] ?? [])]
    },
    Rule("authors: rel=author", 0.72) { page in [page.namesInElements(page.places.authorLinks)] },
    Rule("authors: below the headline", 0.62) { page in page.bylines(in: page.linesBelow) },
    Rule("authors: named element", 0.6) { page in page.namesInNamedElements },
    Rule("authors: dc.creator", 0.5) { page in
      ["dc.creator", "dcterms.creator"].map { page.all($0).flatMap(Byline.names(in:)) }
    },
  ]

  /// The rules that read what readers see.
  private static let shown: Set<String> = [
    "authors: microdata", "authors: rel=author", "authors: below the headline",
    "authors: named element",
  ]

  /// How surely names are the authors' that one of these places says and the page shows nowhere.
  private static let unseen = [
    "authors: JSON-LD": 0.2, "authors: article:author": 0.2, "authors: dc.creator": 0.2,
  ]

  private static let authorTags = [
    "author", "parsely-author", "sailthru.author", "article.author", "rnews:author",
    "twitter:creator:name", "authors", "byl", "dc.author", "vr:author", "og:author",
    "article_author", "cxenseparse:author", "shareaholic:article_author_name",
  ]
}

extension Metadata {
  /// The names in marked elements, each element's name part where it says which that is.
  func namesInElements(_ elements: [Int]) -> [String] {
    var names: [String] = []
    var last: Int?
    for index in elements.prefix(8) where tree.nodes[index].end - index < 60 {
      if applies(.pictureCredit), Byline.isPictureCredit(tree.text(of: index)) { continue }
      if let last, index - last > Self.reach, applies(.namesFarApart) { break }
      defer { if !names.isEmpty { last = tree.nodes[index].end } }
      let name = tree.subtree(of: index).first {
        tree.nodes[$0]["itemprop"] == "name" || tree.nodes[$0]["property"] == "name"
      }
      if let content = tree.nodes[index]["content"] ?? name.flatMap({ tree.nodes[$0]["content"] }) {
        names += Byline.names(in: content)
      } else {
        names += BylinePieces.names(in: name ?? index, of: tree)
      }
    }
    return Byline.unique(names)
  }

  /// The names in the first elements that are called author or byline.
  var namesInNamedElements: [[String]] {
    var found: [[String]] = []
    for index in places.authorNamed where tree.nodes[index].end - index < 30 && found.count < 3 {
      let text = tree.text(of: index)
      guard text.utf8.count < 160, !applies(.pictureCredit) || !Byline.isPictureCredit(text) else {
        continue
      }
      let names = BylinePieces.names(in: index, of: tree)
      if !names.isEmpty { found.append(names) }
    }
    return found
  }

  /// The names in lines that begin with a word for `by`.
  func bylines(in lines: [PageLines.Line]) -> [[String]] {
    lines.filter { $0.text.utf8.count < 160 && Byline.isIntroduced($0.text) }
      .filter { !applies(.pictureCredit) || !Byline.isPictureCredit($0.text) }
      .filter { !applies(.sentence) || !Byline.isSentence($0.text) }
      .map { Byline.names(in: $0.text) }.filter { !$0.isEmpty }
  }

  /// Nodes between the marked names of one article.
  private static let reach = 40
}

extension AuthorRules {
  /// The authors to keep, with all that were found.
  ///
  /// Names that two places give are surer than those of either; the site's own name is seldom the
  /// author's and often stands where one was asked for.
  static func choose(_ page: Metadata) -> Choice<[String]> {
    let sites = page.siteNames
    let halves = page.applies(.siteAsAuthor)
    var refusal = AuthorRefusal(page)
    var all = page.candidates(rules) { _ in false }
    for index in all.indices { all[index].value = refusal.names(of: all[index].value) }
    all.removeAll { $0.value.isEmpty }
    let keys = all.map { Set($0.value.map(\.foldedForComparison)) }
    var chosen: Candidate<[String]>?
    for (index, candidate) in all.enumerated() {
      var weighed = candidate
      let confirming = all.indices.filter {
        all[$0].source != candidate.source && keys[$0] == keys[index]
      }
      // What the page shows is often one element with several marks.
      let worth = confirming.map { index in
        shown.contains(candidate.source) && shown.contains(all[index].source) ? 0.4 : 0.7
      }.max()
      if let worth {
        weighed.confidence += (1 - weighed.confidence) * worth
      } else if let unseen = unseen[candidate.source], !refusal.shows(candidate.value) {
        weighed.confidence = unseen
      }
      if halves, keys[index].isSubset(of: sites) { weighed.confidence *= 0.5 }
      if weighed.confidence > chosen?.confidence ?? 0 { chosen = weighed }
    }
    return Choice(chosen: chosen.flatMap { $0.confidence >= threshold ? $0 : nil }, all: all)
  }
}
