import Foundation

/// Writes a page out, with its parts in it and without what acts.
struct PageWriter {
  private let tree: HTMLTree
  private let base: WebBase
  private let resourceBase: ResourceBase
  private let resources: [String: Resource]
  /// Whether only ``wanted`` is of interest.
  private let isDry: Bool

  private(set) var output = ""
  private(set) var wanted: [WantedResource] = []
  private var asked: Set<String> = []
  private var embeddedBytes = 0
  /// Style sheets as they stand in the page, by their addresses; `nil` for one that is being written,
  /// which may import itself.
  private var sheets: [String: String?] = [:]
  /// The last element that was met in each one.
  private var lastChildren: [Int]

  init(
    _ tree: HTMLTree,
    _ base: WebBase,
    _ resourceBase: ResourceBase,
    _ resources: [String: Resource],
    isDry: Bool
  ) {
    self.tree = tree
    self.base = base
    self.resourceBase = resourceBase
    self.resources = resources
    self.isDry = isDry
    lastChildren = Array(repeating: -1, count: tree.nodes.count)
  }

  /// Allows what is in the file, and nothing that acts or asks.
  static let policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline' data:; font-src data:; "
    + "base-uri 'none'; form-action 'none'"

  /// What stands in front of the page: where it is from, in the form in which browsers say it.
  mutating func open(savedFrom address: String?) {
    output = "<!doctype html>\n"
    if let address {
      // Two hyphens would end the comment.
      let safe = address.replacingOccurrences(of: "--", with: "%2D%2D")
        .replacingOccurrences(of: ">", with: "%3E")
      let digits = String(safe.utf8.count)
      let count = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      output += "<!-- saved from url=(\(count))\(safe) -->\n"
    }
  }

  mutating func write() {
    /// Elements whose end is to be written, innermost last.
    var open: [(end: Int, name: String)] = []
    var index = 0
    let nodes = tree.nodes
    while index < nodes.count {
      while let last = open.last, last.end <= index {
        append("</\(last.name)>")
        open.removeLast()
      }
      let node = nodes[index]
      let before = node.parent < 0 ? -1 : lastChildren[node.parent]
      if node.parent >= 0, !node.isText { lastChildren[node.parent] = index }
      if node.isText {
        let isStyle = open.last?.name == "style"
        let text = isStyle ? style(node.text, resourceBase) : node.text
        append(isStyle ? text : Self.escaped(text))
        index += 1
      } else if isDropped(index, node, after: before) {
        index = node.end
      } else if let sheet = styleSheet(node) {
        append(sheet)
        index = node.end
      } else {
        if isWritten(node) {
          begin(index, node)
          if !Self.void.contains(node.name) { open.append((node.end, node.name)) }
          if node.name == "head" { append(Self.head) }
        }
        index += 1
      }
    }
    while let last = open.popLast() { append("</\(last.name)>") }
  }

  private mutating func append(_ text: @autoclosure () -> String) {
    if !isDry { output += text() }
  }

  private static let head =
    "<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">"
    + "<meta name=\"referrer\" content=\"no-referrer\">"

  // MARK: Elements

  /// Elements that act, that load something else, or that say how this page was to be loaded.
  private static let dropped: Set<String> = [
    "script", "iframe", "frame", "frameset", "noframes", "object", "embed", "applet", "portal",
    "template", "base", "source", "track", "param", "noembed", "fencedframe",
  ]
  private static let void: Set<String> = [
    "area", "br", "col", "hr", "img", "input", "link", "meta", "wbr", "basefont", "bgsound",
    "keygen",
  ]

  private func isDropped(_ index: Int, _ node: HTMLTree.Node, after before: Int) -> Bool {
    switch node.name {
    case "meta": return node["http-equiv"] != nil || node["charset"] != nil
    case "link":
      let relations = (node["rel"] ?? "").lowercased().split(separator: " ")
      return !relations.contains("stylesheet") && !relations.contains("icon")
        || relations.contains("alternate")
    case "img": return isTrackingPixel(index, node)
    // What it holds is for browsers without scripts, as this page is; but a picture that waits for a
    // script to come stands before it already.
    case "noscript": return holdsPicture(before)
    default: return Self.dropped.contains(node.name)
    }
  }

  private func isTrackingPixel(_ index: Int, _ node: HTMLTree.Node) -> Bool {
    let sizes = ["width", "height"].compactMap { node[$0].flatMap { Int($0.trimmed()) } }
    return sizes.contains { $0 <= 1 }
      || picture(index).flatMap { resources[$0] }.map(\.isTrackingPixel) ?? false
  }

  private func holdsPicture(_ index: Int) -> Bool {
    guard index >= 0 else { return false }
    return tree.subtree(of: index).contains {
      tree.nodes[$0].name == "img" && picture($0) != nil
    }
  }

  /// Names that parse again to what they are.
  private func isWritten(_ node: HTMLTree.Node) -> Bool {
    node.name != "noscript" && node.name.wholeMatch(of: /[a-z][a-z0-9\-]*/) != nil
  }

  /// A style sheet in place of a link to it.
  private mutating func styleSheet(_ node: HTMLTree.Node) -> String? {
    let relations = (node["rel"] ?? "").lowercased().split(separator: " ")
    guard node.name == "link", relations.contains("stylesheet") else { return nil }
    guard let address = node["href"].flatMap(resourceBase.address),
      let sheet = resource(address, .style)
    else { return "" }
    let text = style(sheet, at: address) ?? ""
    let media = node["media"].map { " media=\"\(Self.escaped($0))\"" } ?? ""
    return "<style\(media)>\(text)</style>"
  }

  // MARK: Attributes

  private static let droppedAttributes: Set<String> = [
    "srcdoc", "action", "formaction", "ping", "target", "integrity", "nonce", "crossorigin",
    "autofocus", "autoplay", "manifest", "codebase", "classid", "data", "srcset", "sizes",
    "loading",
    "imagesrcset", "referrerpolicy", "http-equiv", "cite", "longdesc", "usemap", "dynsrc", "lowsrc",
    "background", "attributionsrc", "is", "download",
  ]

  private mutating func begin(_ index: Int, _ node: HTMLTree.Node) {
    append("<\(node.name)")
    for attribute in node.attributes {
      let name = attribute.name.lowercased()
      guard name.wholeMatch(of: /[a-z_][a-z0-9_:.\-]*/) != nil, !name.hasPrefix("on"),
        !Self.droppedAttributes.contains(name), !name.hasPrefix("data-"),
        name == "src" || !name.contains("src")
      else { continue }
      if let value = value(attribute.value, of: name, index, node) {
        append(" \(name)=\"\(Self.escaped(value))\"")
      }
    }
    if node.name == "img", let address = picture(index) {
      if let picture = resource(address, .display) {
        let source = embedded(picture)
        append(" src=\"\(source)\"")
      } else {
        append(" data-address=\"\(Self.escaped(address))\"")
      }
    }
    append(">")
  }

  /// What an attribute says here; `nil` to leave it out.
  private mutating func value(
    _ value: String,
    of name: String,
    _ index: Int,
    _ node: HTMLTree.Node
  ) -> String? {
    switch name {
    case "style": return style(value, resourceBase)
    case "src":
      // The picture that is meant is chosen among several attributes.
      if node.name == "img", picture(index) != nil { return nil }
      return node.name == "img" || node.name == "input" ? display(value) : nil
    case "poster": return display(value)
    case "href", "xlink:href":
      switch node.name {
      case "a", "area": return link(value)
      case "link", "image", "feimage": return display(value)
      // Within the page.
      default: return value.hasPrefix("#") ? value : nil
      }
    default: return value
    }
  }

  private func link(_ value: String) -> String? {
    guard let address = base.resolved(value) else { return nil }
    let scheme = address.prefix { $0 != ":" }.lowercased()
    return address.hasPrefix("#") || ["http", "https", "mailto", "tel", "doi"].contains(scheme)
      ? address : nil
  }

  /// Something to show in place of the reference to it.
  private mutating func display(_ value: String) -> String? {
    if value.prefix(11).lowercased() == "data:image/" { return value }
    guard let address = resourceBase.address(value), let found = resource(address, .display) else {
      return nil
    }
    return embedded(found)
  }

  /// The address of an image: the one that the article's text has for it, else what stands in an
  /// attribute that a script of the page would take it from.
  private func picture(_ index: Int) -> String? {
    if let known = PictureSource(tree: tree, image: index).address.flatMap(resourceBase.address) {
      return known
    }
    let others = tree.nodes[index].attributes.filter { $0.name.contains("src") }
    let sources =
      others.filter { !$0.name.hasSuffix("set") }.map(\.value)
      + others.compactMap {
        $0.name.hasSuffix("srcset") ? PictureSource.largest(in: $0.value) : nil
      }
    return sources.lazy.filter { !$0.isEmpty && !StyleText.isEmbedded($0) }
      .compactMap(resourceBase.address).first
  }

  // MARK: Resources

  private mutating func resource(_ address: String, _ use: Resource.Use) -> Resource? {
    if let found = resources[address] {
      return (found.mediaType == "text/css") == (use == .style) && !found.isTrackingPixel
        ? found : nil
    }
    if asked.insert(address).inserted { wanted.append(WantedResource(address: address, use: use)) }
    return nil
  }

  private mutating func embedded(_ resource: Resource) -> String {
    embeddedBytes += resource.content.count
    // A page that shows one picture a thousand times holds it a thousand times.
    return isDry || embeddedBytes > Limits.embeddedBytes ? "data:," : resource.address
  }

  /// Style rules with their parts in them, safe within a `style` element.
  private mutating func style(_ text: String, _ base: ResourceBase) -> String {
    let rewritten = StyleText.rewritten(text) { reference, use in
      guard let address = base.address(reference), let found = resource(address, use) else {
        return nil
      }
      guard use == .style else { return embedded(found) }
      guard let inner = style(found, at: address) else { return nil }
      return embedded(Resource(content: Data(inner.utf8), mediaType: "text/css"))
    }
    return rewritten.replacingOccurrences(of: "</", with: "<\\/")
  }

  /// A style sheet as it stands in the page; `nil` within itself.
  private mutating func style(_ sheet: Resource, at address: String) -> String? {
    if let known = sheets[address] { return known }
    guard sheets.values.count(where: { $0 == nil }) < Limits.styleDepth else { return nil }
    sheets[address] = .some(nil)
    let text = TextDecoding(sheet.content).text(contentType: nil, isHTML: false)
    let written = style(text, resourceBase.inside(address))
    sheets[address] = written
    return written
  }

  private static func escaped(_ text: String) -> String {
    let isPlain = !text.utf8.contains { $0 == 38 || $0 == 60 || $0 == 62 || $0 == 34 || $0 == 0xC2 }
    if isPlain { return text }
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{a0}": escaped += "&nbsp;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
