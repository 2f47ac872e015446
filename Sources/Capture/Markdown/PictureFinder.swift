/// Finds the pictures of an article: each once, none that only counts visitors.
struct PictureFinder {
  let tree: HTMLTree
  let base: WebBase

  func pictures(
    in roots: [Int],
    without isOther: (Int) -> Bool,
    dropped: [Bool]
  ) -> [Int: Picture] {
    var found: [Int: Picture] = [:]
    var last: (picture: Picture, link: String?, figure: Int?)?
    for root in roots {
      for index in tree.subtree(of: root) where !dropped[index] && !isOther(index) {
        let node = tree.nodes[index]
        if node.isText, !node.text.allSatisfy(\.isWhitespace) { last = nil }
        guard node.name == "img", let picture = picture(node, at: index) else { continue }
        let figure = ancestor(of: index, named: "figure")
        if let last, !picture.isSign,
          repeats(
            picture,
            in: figure,
            isFallback: ancestor(of: index, named: "noscript") != nil,
            last
          )
        {
          continue
        }
        found[index] = picture
        let link = ancestor(of: index, named: "a").flatMap { tree.nodes[$0]["href"] }
        last = (picture, link.flatMap(base.resolved), figure)
      }
    }
    return found
  }

  private func picture(_ node: HTMLTree.Node, at index: Int) -> Picture? {
    let names = node["class"] ?? ""
    let alternative = Self.withoutTags(node["alt"] ?? "").collapsingWhitespace()
    if Self.signs.occur(in: names), !alternative.isEmpty, alternative.count < 12 {
      return Picture(address: "", alternative: alternative, isSign: true)
    }
    guard let source = PictureSource(tree: tree, image: index).address,
      let address = base.resolved(source), !isCounter(node, address: address),
      !Self.faces.occur(in: names)
    else { return nil }
    return Picture(address: address, alternative: alternative)
  }

  /// Programs put captions into this attribute as they are, with their tags.
  private static func withoutTags(_ text: String) -> String {
    text.contains("<") ? text.replacing(tag, with: " ") : text
  }

  // Made once, and nothing changes it.
  nonisolated(unsafe) private static let tag = /<\/?[A-Za-z][^<>]{0,500}>/

  /// Pictures of one pixel count visitors.
  private func isCounter(_ node: HTMLTree.Node, address: String) -> Bool {
    for side in [node["width"], node["height"]] {
      if let size = side.flatMap({ Int($0.prefix(while: \.isNumber)) }), size <= 1 { return true }
    }
    return Self.counters.occur(in: address)
  }

  private static let signs = Pieces("emoji smiley emoticon")
  private static let faces = Pieces("avatar gravatar")
  private static let counters = Pieces(
    "facebook.com/tr? /pixel.gif /pixel.png scorecardresearch.com doubleclick.net "
      + "google-analytics.com feeds.feedburner.com/~r pixel.wp.com/ stats.wordpress.com"
  )

  /// The same picture again, in another size or for an enlarged view, with no words between.
  private func repeats(
    _ picture: Picture,
    in figure: Int?,
    isFallback: Bool,
    _ last: (picture: Picture, link: String?, figure: Int?)
  ) -> Bool {
    if last.picture.isSign { return false }
    if picture.address == last.link { return true }
    // Signs in the cells of a table and stars of a rating may well be the same one after another.
    guard figure != nil && figure == last.figure || isFallback else { return false }
    if picture.address == last.picture.address { return true }
    let stem = Self.stem(of: picture.address)
    if !stem.isEmpty, stem == Self.stem(of: last.picture.address) { return true }
    return picture.alternative == last.picture.alternative && !picture.alternative.isEmpty
  }

  // Made once: a pattern takes longer to make than to try. Nothing changes it.
  nonisolated(unsafe) private static let size =
    /[\-_](?:\d+x\d+|\d+w|scaled|small|medium|large|thumb(?:nail)?)$/

  /// A file's name without what says its size or its kind.
  static func stem(of address: String) -> String {
    let path = address.prefix { $0 != "?" && $0 != "#" }
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let bare = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    let cut = bare.firstMatch(of: size)
    return cut.map { String(bare[..<$0.range.lowerBound]) } ?? bare
  }

  private func ancestor(of index: Int, named name: String) -> Int? {
    var ancestor = tree.nodes[index].parent
    for _ in 0..<8 where ancestor >= 0 {
      if tree.nodes[ancestor].name == name { return ancestor }
      ancestor = tree.nodes[ancestor].parent
    }
    return nil
  }
}
