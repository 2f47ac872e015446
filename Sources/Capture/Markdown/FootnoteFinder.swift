/// Finds the notes of a page by the links that lead to them, then by shapes without links.
struct FootnoteFinder {
  let tree: HTMLTree
  let roots: [Int]
  let dropped: [Bool]
  private(set) var footnotes = Footnotes()
  private var anchors: [String: Int] = [:]
  /// The place of each definition in the list, by its first node.
  private var known: [Int: Int] = [:]

  init(tree: HTMLTree, roots: [Int], dropped: [Bool]) {
    self.tree = tree
    self.roots = roots
    self.dropped = dropped
    findLinked()
    addContinuations()
    var loose = LooseNotes(tree: tree, roots: roots, dropped: dropped, footnotes: footnotes)
    loose.find()
    footnotes = loose.footnotes
  }

  // MARK: Notes that are linked

  private mutating func findLinked() {
    for root in roots {
      for index in tree.subtree(of: root)
      where tree.nodes[index].name == "a" && !dropped[index] {
        guard let fragment = Self.fragment(of: tree.nodes[index]),
          let marker = NoteMarker.bare(tree.text(of: index, all: true)),
          speaksOfNote(index, fragment: fragment)
        else { continue }
        if anchors.isEmpty { anchors = allAnchors() }
        guard let target = target(of: fragment), target > index,
          let definition = definition(at: target, from: index)
        else { continue }
        refer(index, marker: marker, to: definition)
      }
    }
  }

  static func fragment(of node: HTMLTree.Node) -> String? {
    guard let href = node["href"], let mark = href.firstIndex(of: "#") else { return nil }
    let fragment = String(href[href.index(after: mark)...])
    return (fragment.removingPercentEncodingOrSelf).nonEmpty
  }

  private func allAnchors() -> [String: Int] {
    var anchors: [String: Int] = [:]
    for index in tree.nodes.indices where !tree.nodes[index].isText {
      for attribute in tree.nodes[index].attributes
      where attribute.name == "id" || attribute.name == "name" {
        if anchors[attribute.value] == nil { anchors[attribute.value] = index }
      }
    }
    return anchors
  }

  /// The element of a fragment; Word names neither end and only links back.
  private func target(of fragment: String) -> Int? {
    if let target = anchors[fragment] { return target }
    guard fragment.hasPrefix("_ftn") || fragment.hasPrefix("_edn") else { return nil }
    let back = fragment.replacing("_ftn", with: "_ftnref").replacing("_edn", with: "_ednref")
    return tree.nodes.indices.last { index in
      tree.nodes[index].name == "a" && tree.nodes[index]["href"]?.hasSuffix("#" + back) == true
    }
  }

  /// Whether a link with a short text is one to a note, and not to a section.
  private func speaksOfNote(_ index: Int, fragment: String) -> Bool {
    let node = tree.nodes[index]
    let roles = [node["role"], node["epub:type"], node["data-type"], node["type"]]
    if roles.contains(where: { $0?.contains("noteref") == true }) { return true }
    if node["data-footnote-ref"] != nil { return true }
    let isRaised = tree.subtree(of: index).contains { tree.nodes[$0].name == "sup" }
    var place = index
    for _ in 0..<3 where place >= 0 {
      if tree.nodes[place].name == "sup" { return true }
      let names = tree.nodes[place]["class"] ?? ""
      if Self.names.occur(in: names) || names.split(separator: " ").contains("fn") { return true }
      place = tree.nodes[place].parent
    }
    return isRaised || fragment.lowercased().firstMatch(of: Self.fragments) != nil
  }

  private static let names = Pieces("footnote noteref fnref endnote footref citation reference")
  // Made once: a pattern takes longer to make than to try. Nothing changes it.
  nonisolated(unsafe) private static let fragments =
    /^_?(?:foot|end)?(?:fn|ftn|edn|note|cite_note|ref|en)[\-_:.]?\d+|note[\-_:.]?\d+$/

  /// The block that a target stands for: itself, or the line in which its anchor stands.
  private func definition(at target: Int, from reference: Int) -> Int? {
    var block = target
    let body = roots.contains { tree.subtree(of: $0).contains(target) } ? roots : []
    while Elements.inline.contains(tree.nodes[block].name) {
      block = tree.nodes[block].parent
      if block < 0 { return nil }
    }
    if tree.nodes[block].name == "dt" {
      guard
        let next = tree.children(of: tree.nodes[block].parent).first(where: { child in
          child > block && tree.nodes[child].name == "dd"
        })
      else { return nil }
      block = next
    }
    let node = tree.nodes[block]
    if Elements.headings.contains(node.name)
      || ["body", "html", "article", "main"].contains(node.name)
    {
      return nil
    }
    let range = tree.subtree(of: block)
    if range.contains(reference) || body.contains(where: { range.contains($0) }) { return nil }
    let text = tree.text(of: block)
    return text.count > 1 && text.count < 8000 && NoteMarker.bare(text) == nil ? block : nil
  }

  private mutating func refer(_ link: Int, marker: String, to definition: Int) {
    let place: Int
    if let found = known[definition] {
      place = found
    } else {
      // A block that holds or is held by a note of its own is no single note.
      if tree.subtree(of: definition).contains(where: { known[$0] != nil })
        || isWithinNote(definition)
      {
        return
      }
      place = footnotes.definitions.count
      known[definition] = place
      footnotes.define(marker, by: [definition])
      skipMarks(in: definition, marker: marker)
    }
    footnotes.references[whole(link)] = footnotes.definitions[place].label
  }

  private func isWithinNote(_ index: Int) -> Bool {
    var parent = tree.nodes[index].parent
    while parent >= 0 {
      if known[parent] != nil { return true }
      parent = tree.nodes[parent].parent
    }
    return false
  }

  /// The outermost element within the line that is nothing but this reference.
  private func whole(_ link: Int) -> Int {
    var whole = link
    let text = tree.text(of: link, all: true).filter { !"[]()".contains($0) }
    while let parent = Optional(tree.nodes[whole].parent), parent >= 0,
      Elements.inline.contains(tree.nodes[parent].name),
      tree.text(of: parent, all: true).filter({ !"[]()".contains($0) }) == text
    {
      whole = parent
    }
    return whole
  }

  // MARK: What is not the note

  /// Leaves out a note's number and the ways back from it.
  private mutating func skipMarks(in definition: Int, marker: String) {
    for index in tree.subtree(of: definition).dropFirst() {
      let node = tree.nodes[index]
      let names = node["class"] ?? ""
      let isBack = node.name == "a" && leadsBack(node, at: index, marker: marker)
      if isBack || Self.backs.occur(in: names) {
        footnotes.skipped.insert(outermost(index, in: definition))
      }
    }
    skipNumber(marker, in: definition)
  }

  private static let backs = Pieces(
    "cite-backlink footnote-back backref footnote-to-top reversefootnote footnote-definition-label"
  )

  private func leadsBack(_ node: HTMLTree.Node, at index: Int, marker: String) -> Bool {
    let text = tree.text(of: index, all: true)
    if NoteMarker.leadsBack(text) || node["role"] == "doc-backlink" { return true }
    guard Self.fragment(of: node) != nil || node["href"] == nil else { return false }
    return NoteMarker.bare(text) == marker
  }

  /// The element around an index that holds nothing else.
  private func outermost(_ index: Int, in definition: Int) -> Int {
    let text = tree.text(of: index, all: true)
    var place = index
    while let parent = Optional(tree.nodes[place].parent), parent > definition,
      Elements.inline.contains(tree.nodes[parent].name), tree.text(of: parent, all: true) == text
    {
      place = parent
    }
    return place
  }

  private mutating func skipNumber(_ marker: String, in definition: Int) {
    for index in tree.subtree(of: definition) {
      let node = tree.nodes[index]
      if isSkipped(index, below: definition) { continue }
      guard node.isText, !node.text.allSatisfy(\.isWhitespace) else { continue }
      if let length = NoteMarker.length(of: marker, in: node.text) {
        footnotes.numbers[index] = length
      }
      return
    }
  }

  private func isSkipped(_ index: Int, below definition: Int) -> Bool {
    var place = index
    while place > definition {
      if footnotes.skipped.contains(place) { return true }
      place = tree.nodes[place].parent
    }
    return false
  }

  /// Blocks between two notes of the same parent continue the first.
  private mutating func addContinuations() {
    let starts = Set(known.keys)
    for (first, place) in known where tree.nodes[first].name != "li" {
      var between: [Int] = []
      for sibling in tree.children(of: tree.nodes[first].parent) where sibling > first {
        if starts.contains(sibling) {
          footnotes.extend(place, by: between)
          break
        }
        let name = tree.nodes[sibling].name
        if tree.nodes[sibling].isText || name == "br" { continue }
        if name == "hr" || Elements.headings.contains(name) { break }
        between.append(sibling)
      }
    }
  }
}

extension String {
  fileprivate var removingPercentEncodingOrSelf: String {
    guard contains("%") else { return self }
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"),
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
