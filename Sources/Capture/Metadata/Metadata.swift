import Model

/// What a page holds about its article, found in one walk.
///
/// The rules of each field read from its tags, links, marked elements and scripts.
struct Metadata {
  let tree: HTMLTree
  /// The page's own address: where it came from, or what the program that saved it wrote down.
  let address: String?
  let linked: JSONLD
  /// Names of rules that are switched off.
  let without: Set<String>
  /// BCP 47, as the page declares it.
  private(set) var declaredLanguage: String?
  /// Every meta tag in order, its name in lower case.
  private(set) var tags: [(name: String, content: String)] = []
  /// Every link of the head in order, its relation in lower case.
  private(set) var links: [(relation: String, href: String)] = []
  /// The page in its languages, each in lower case.
  private(set) var alternates: [(language: String, href: String)] = []
  /// The texts of the page's JSON-LD.
  private(set) var blocks: [String] = []
  /// Elements with `itemprop` or `property`, by the last part of the name in lower case.
  private(set) var marked: [String: [Int]] = [:]
  private(set) var headings: [Int] = []
  private(set) var times: [Int] = []
  /// Elements whose class or id speaks of an author.
  private(set) var authorNamed: [Int] = []
  /// Elements whose class or id speaks of a date.
  private(set) var dateNamed: [Int] = []
  /// Scripts with the page's data.
  private(set) var scripts: [Int] = []
  private(set) var authorLinks: [Int] = []
  /// Where the page shows the title, and the lines above, the nearest first, and below.
  private(set) var headline: Int?
  private(set) var linesAbove: [PageLines.Line] = []
  private(set) var linesBelow: [PageLines.Line] = []
  private var byName: [String: [String]] = [:]
  private var byRelation: [String: [String]] = [:]

  init(tree: HTMLTree, address: String?, without: Set<String> = []) {
    self.tree = tree
    self.address = address
    self.without = without
    var walk = MetadataWalk(tree: tree)
    walk.run()
    tags = walk.tags
    links = walk.links
    alternates = walk.alternates
    blocks = walk.blocks
    marked = walk.marked
    headings = walk.headings
    times = walk.times
    authorNamed = walk.authorNamed
    dateNamed = walk.dateNamed
    authorLinks = walk.authorLinks
    scripts = walk.scripts
    for tag in tags { byName[tag.name, default: []].append(tag.content) }
    for link in links { byRelation[link.relation, default: []].append(link.href) }
    linked = JSONLD(blocks: without.contains("JSON-LD") ? [] : blocks)
    declaredLanguage = PageLanguage(metadata: self).declared
  }

  /// Notes where the page shows a title, so that what stands around it can be read.
  mutating func locate(title: String?) {
    guard let index = Headline.index(of: title, in: self) else { return }
    headline = index
    linesAbove = PageLines.before(index, in: tree, limit: 6)
    linesBelow = PageLines.after(tree.nodes[index].end, in: tree, limit: 14)
  }

  /// The first value of the first of these tags that the page has.
  func first(_ names: String...) -> String? {
    names.lazy.compactMap { byName[$0]?.first }.first
  }

  func all(_ name: String) -> [String] { byName[name] ?? [] }

  /// The first link of a relation.
  func link(_ relation: String) -> String? { byRelation[relation]?.first }

  /// The text of an element, or the value that it is marked with.
  func value(of index: Int) -> String {
    let node = tree.nodes[index]
    return node["content"]?.nonEmpty ?? node["datetime"]?.nonEmpty ?? tree.text(of: index)
  }

  var base: WebBase {
    WebBase(
      address: address,
      element: tree.firstElement(named: "base").flatMap { tree.nodes[$0]["href"] }
    )
  }

  /// The host of the page's address.
  var host: String? {
    (address ?? first("og:url")).flatMap { WebAddress($0)?.host }
  }
}
