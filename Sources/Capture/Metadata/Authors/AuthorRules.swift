import Model

/// Who wrote an article: rules for each place that says so, surest first.
enum AuthorRules {
  typealias Rule = MetadataRule<[String]>

  static let rules: [Rule] = [
    Rule("authors: citation", 0.95) { page in
      ["citation_author", "citation_authors", "dc.creator", "dcterms.creator"]
        .map { page.all($0).flatMap(Byline.names(in:)) }
    },
    Rule("authors: JSON-LD", 0.9) { page in
      [page.linked.authors.flatMap(Byline.names(in:))]
    },
    Rule("authors: meta", 0.8) { page in
      authorTags.map { page.all($0).flatMap(Byline.names(in:)) }
    },
    Rule("authors: article:author", 0.6) { page in
      ["article:author", "og:article:author"].map { page.all($0).flatMap(Byline.names(in:)) }
    },
    Rule("authors: microdata", 0.8) { page in
      [page.namesInElements(page.marked["author"] ?? page.marked["creator"] ?? [])]
    },
    Rule("authors: rel=author", 0.75) { page in [page.namesInElements(page.authorLinks)] },
    Rule("authors: named element", 0.6) { page in page.namesInNamedElements },
    Rule("authors: below the headline", 0.7) { page in page.bylines(below: true) },
    Rule("authors: above the headline", 0.6) { page in page.bylines(below: false) },
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
    for index in elements.prefix(8) where tree.nodes[index].end - index < 60 {
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
    for index in authorNamed where tree.nodes[index].end - index < 30 && found.count < 3 {
      guard tree.text(of: index).utf8.count < 160 else { continue }
      let names = BylinePieces.names(in: index, of: tree)
      if !names.isEmpty { found.append(names) }
    }
    return found
  }

  /// The names in lines near the headline that begin with a word for `by`.
  func bylines(below: Bool) -> [[String]] {
    let lines = below ? linesBelow : linesAbove
    return lines.filter { $0.text.utf8.count < 160 && Byline.isIntroduced($0.text) }
      .map { Byline.names(in: $0.text) }.filter { !$0.isEmpty }
  }
}

extension AuthorRules {
  static func choose(
    _ page: Metadata
  ) -> (chosen: Candidate<[String]>?, all: [Candidate<[String]>]) {
    let all = page.candidates(rules) { $0.contains { !$0.value.isEmpty } }
      .filter { !$0.value.isEmpty }
    return (all.first, all)
  }
}
