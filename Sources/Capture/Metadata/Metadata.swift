import Model

/// What a page holds about its article, for the rules of each field to read from.
struct Metadata {
  let tree: HTMLTree
  /// The page's own address: where it came from, or what the program that saved it wrote down.
  let address: String?
  let places: MetadataPlaces
  let linked: JSONLD
  /// Names of rules that are switched off.
  let without: Set<String>
  /// BCP 47, as the page declares it.
  private(set) var declaredLanguage: String?
  /// Where the page shows the title, and the lines above, the nearest first, and below.
  private(set) var headline: Int?
  private(set) var linesAbove: [PageLines.Line] = []
  private(set) var linesBelow: [PageLines.Line] = []
  /// What the site may be called in its pages' titles, folded for comparison.
  private(set) var siteNames: Set<String> = []
  /// The headings and what the declarations say of them.
  private(set) var titles = TitleSources()
  private var byName: [String: [String]] = [:]
  private var byRelation: [String: [String]] = [:]

  init(tree: HTMLTree, address: String?, without: Set<String> = []) {
    self.tree = tree
    self.address = address
    self.without = without
    places = MetadataPlaces(in: tree)
    for tag in places.tags { byName[tag.name, default: []].append(tag.content) }
    for link in places.links { byRelation[link.relation, default: []].append(link.href) }
    linked = JSONLD(blocks: places.blocks)
    declaredLanguage = first(of: PageLanguage.rules).chosen?.value
    siteNames = SiteName.names(of: self)
    titles = TitleSources(self)
  }

  /// Notes where the page shows a title, so that what stands around it can be read.
  mutating func locate(title: String?) {
    guard let index = Headline.index(of: title, in: self) else { return }
    headline = index
    linesAbove = PageLines.before(index, in: tree, limit: 6)
    let end = tree.nodes[index].end
    let stop = places.comments.first { $0.lowerBound >= end }?.lowerBound ?? tree.nodes.count
    linesBelow = PageLines.lines(from: end, to: stop, in: tree, limit: 14)
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
