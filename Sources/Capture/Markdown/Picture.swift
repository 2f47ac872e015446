/// A picture of the article: where it is, and the words that stand for it.
struct Picture: Equatable {
  var address: String
  var alternative: String
  /// What stands below it.
  var caption: String?
  /// A sign drawn as a picture, for which its words stand.
  var isSign = false
}

/// Chooses among the addresses that an image element gives.
struct PictureSource {
  let tree: HTMLTree
  let image: Int

  /// The address of the picture: the one that its page names, in the largest size of that name;
  /// else the largest that the element, or the `picture` around it, offers.
  var address: String? {
    let node = tree.nodes[image]
    let sets = [node["srcset"], node["data-srcset"], node["data-lazy-srcset"]]
    let largest = sets.compactMap(\.self).compactMap { Self.largest(in: $0) }.first
    let sources = [
      node["data-src"], node["data-original"], node["data-lazy-src"], node["data-actualsrc"],
      node["data-lazy"], node["data-full-src"], node["src"],
    ]
    guard let source = sources.compactMap(\.self).first(where: Self.isReal) else {
      return largest ?? around
    }
    return largest.flatMap { Self.name(of: $0) == Self.name(of: source) ? $0 : nil } ?? source
  }

  private static func name(of address: String) -> Substring? {
    address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last
  }

  /// What a `picture` offers beside an image that only holds its place.
  private var around: String? {
    var parent = tree.nodes[image].parent
    for _ in 0..<3 where parent >= 0 && tree.nodes[parent].name != "picture" {
      parent = tree.nodes[parent].parent
    }
    guard parent >= 0, tree.nodes[parent].name == "picture" else { return nil }
    return tree.subtree(of: parent).lazy
      .filter { tree.nodes[$0].name == "source" }
      .compactMap { tree.nodes[$0]["srcset"] ?? tree.nodes[$0]["data-srcset"] }
      .compactMap { Self.largest(in: $0) }.first
  }

  /// A picture that arrives later has its place held by a tiny embedded one.
  private static func isReal(_ source: String) -> Bool {
    let source = source.trimmed()
    return !source.isEmpty && !source.hasPrefix("data:") && !source.hasPrefix("blob:")
      && !source.hasPrefix("about:") && !source.hasPrefix("{") && source != "#"
  }

  /// The widest of a source set; addresses may hold commas, so white space divides.
  static func largest(in set: String) -> String? {
    var best: (size: Double, address: String)?
    var address: String?
    func take(_ size: Double) {
      if let address, isReal(address), size > best?.size ?? 0 { best = (size, address) }
      address = nil
    }
    for word in set.split(whereSeparator: \.isWhitespace) {
      if address == nil {
        let isWhole = word.hasSuffix(",")
        let bare = word.drop { $0 == "," }
        address = String(isWhole ? bare.dropLast() : bare)
        if isWhole { take(1) }
      } else {
        let size = word.prefix { $0.isNumber || $0 == "." }
        take(Double(size) ?? 1)
      }
    }
    take(1)
    return best?.address
  }
}
