/// Finds notes that no link leads to: beside the text, or numbered lines below it.
struct LooseNotes {
  let tree: HTMLTree
  let roots: [Int]
  let dropped: [Bool]
  var footnotes: Footnotes

  mutating func find() {
    var raisedNodes: [Int] = []
    var sideNotes: [Int] = []
    var asides: [Int] = []
    var openings: [Int] = []
    for root in roots {
      for index in tree.subtree(of: root) {
        let node = tree.nodes[index]
        switch node.name {
        case "": continue
        case "aside": asides.append(index)
        case "sup" where !dropped[index] && footnotes.references[index] == nil:
          raisedNodes.append(index)
        case "p" where !dropped[index] && numberedOpening(index)?.number == 1:
          openings.append(index)
        default: break
        }
        if let names = node["class"], Self.beside.occur(in: names) { sideNotes.append(index) }
      }
    }
    for index in sideNotes { takeSideNote(index) }
    let raised = Dictionary(grouping: raisedNodes) { tree.text(of: $0, all: true) }
    for index in asides { takeAside(index, raised: raised) }
    if let opening = openings.last { takeLines(from: opening, raised: raised) }
    dropRepetitions()
  }

  private static let beside = Pieces("sidenote marginnote side-note margin-note ltx_note")

  private mutating func add(_ reference: Int, marker: String, nodes: [Int]) {
    footnotes.references[reference] = footnotes.define(marker, by: nodes)
  }

  // MARK: Notes beside the text

  private mutating func takeSideNote(_ index: Int) {
    let names = (tree.nodes[index]["class"] ?? "").split(separator: " ")
    if names.contains("ltx_note") { return takeLaTeXNote(index, names: names) }
    guard
      names.contains(where: { ["sidenote", "marginnote", "side-note", "margin-note"].contains($0) }
      ),
      !dropped[index], let before = elementBefore(index)
    else { return }
    if tree.subtree(of: before).contains(where: { footnotes.references[$0] != nil }) {
      footnotes.skipped.insert(index)
    } else if tree.nodes[before].name == "label" || tree.nodes[before].name == "sup" {
      let marker = NoteMarker.bare(tree.text(of: before, all: true)) ?? ""
      add(before, marker: marker, nodes: [index])
      skipFirstMarker(in: index)
    }
  }

  /// The element directly before, where only a switch for small screens stands between.
  private func elementBefore(_ index: Int) -> Int? {
    var found: Int?
    for sibling in tree.children(of: tree.nodes[index].parent) where sibling < index {
      let node = tree.nodes[sibling]
      if node.name == "input" { continue }
      if node.isText, node.text.allSatisfy(\.isWhitespace) { continue }
      found = node.isText ? nil : sibling
    }
    return found
  }

  /// Notes of pages that LaTeX's sources became, in the line where they were written.
  private mutating func takeLaTeXNote(_ index: Int, names: [Substring]) {
    guard !dropped[index] else { return }
    let inside = tree.subtree(of: index)
    func first(_ name: String) -> Int? {
      inside.first {
        tree.nodes[$0]["class"]?.split(separator: " ").contains(Substring(name)) == true
      }
    }
    if names.contains("ltx_role_footnotemark") {
      if let outer = first("ltx_note_outer") { footnotes.skipped.insert(outer) }
      return
    }
    guard names.contains("ltx_role_footnote"), let content = first("ltx_note_content") else {
      return
    }
    let marker = first("ltx_note_mark").flatMap { NoteMarker.bare(tree.text(of: $0, all: true)) }
    add(index, marker: marker ?? "", nodes: [content])
    for inner in tree.subtree(of: content) {
      let names = tree.nodes[inner]["class"] ?? ""
      if names.contains("ltx_note_mark") || names.contains("ltx_tag_note") {
        footnotes.skipped.insert(inner)
      }
    }
  }

  private mutating func skipFirstMarker(in index: Int) {
    for inner in tree.subtree(of: index).dropFirst() {
      let node = tree.nodes[inner]
      if node.isText, node.text.allSatisfy(\.isWhitespace) { continue }
      if !node.isText, NoteMarker.bare(tree.text(of: inner, all: true)) != nil {
        footnotes.skipped.insert(inner)
      }
      return
    }
  }

  /// A numbered list in an `aside` whose numbers stand raised in the text.
  private mutating func takeAside(_ index: Int, raised: [String: [Int]]) {
    let lists = tree.children(of: index).filter { !tree.nodes[$0].isText }
    guard lists.count == 1, tree.nodes[lists[0]].name == "ol" else { return }
    var number = tree.nodes[lists[0]]["start"].flatMap { Int($0) } ?? 1
    for item in tree.children(of: lists[0]) where tree.nodes[item].name == "li" {
      let matching = raised["\(number)"]?.first
      if let matching, footnotes.references[matching] == nil {
        add(matching, marker: "\(number)", nodes: [item])
      }
      number += 1
    }
  }

  // MARK: Numbered lines below the text

  /// The number with which a paragraph begins, raised or strong.
  private func numberedOpening(_ index: Int) -> (number: Int, mark: Int)? {
    for child in tree.children(of: index) {
      let node = tree.nodes[child]
      if node.isText, node.text.allSatisfy(\.isWhitespace) { continue }
      guard node.name == "sup" || node.name == "strong" || node.name == "b",
        let number = Int(tree.text(of: child, all: true))
      else { return nil }
      return (number, child)
    }
    return nil
  }

  private mutating func takeLines(from opening: Int, raised: [String: [Int]]) {
    let siblings = Array(tree.children(of: tree.nodes[opening].parent))
      .filter { !tree.nodes[$0].isText && !dropped[$0] }
    guard let start = siblings.firstIndex(of: opening),
      start > 0 && tree.nodes[siblings[start - 1]].name == "hr"
        || tree.nodes[opening].isRaisedLine(tree, opening)
    else { return }
    var groups: [(number: Int, mark: Int, nodes: [Int])] = []
    for sibling in siblings[start...] {
      if Elements.headings.contains(tree.nodes[sibling].name) { return }
      if let (number, mark) = numberedOpening(sibling), number == groups.count + 1 {
        groups.append((number, mark, [sibling]))
      } else {
        groups[groups.count - 1].nodes.append(sibling)
      }
    }
    let references = groups.map { group in
      raised["\(group.number)"]?.first { $0 < opening }
    }
    guard references.allSatisfy({ $0 != nil }) else { return }
    for (group, reference) in zip(groups, references.compactMap(\.self)) {
      add(reference, marker: "\(group.number)", nodes: group.nodes)
      footnotes.skipped.insert(group.mark)
    }
  }

  // MARK: Notes told twice

  /// Notes that stand beside the text and are listed below it again.
  private mutating func dropRepetitions() {
    let told = Set(footnotes.definitions.flatMap(\.nodes))
    let texts = Set(footnotes.definitions.map { words(of: $0.nodes) })
    guard !told.isEmpty else { return }
    for root in roots {
      for index in tree.subtree(of: root) where !dropped[index] && !told.contains(index) {
        let node = tree.nodes[index]
        guard node["role"] == "doc-footnote" || Self.notes.occur(in: node["class"] ?? ""),
          !tree.subtree(of: index).contains(where: told.contains),
          texts.contains(words(of: [index]))
        else { continue }
        footnotes.skipped.insert(index)
      }
    }
  }

  private static let notes = Pieces("footdef footnote")

  /// The words of a note without its number, for comparing.
  private func words(of nodes: [Int]) -> String {
    nodes.map { tree.text(of: $0, all: true) }.joined(separator: " ").foldedForComparison
      .drop { $0.isNumber }.lowercased()
  }
}

extension HTMLTree.Node {
  /// Whether a paragraph begins with a raised number.
  fileprivate func isRaisedLine(_ tree: HTMLTree, _ index: Int) -> Bool {
    tree.children(of: index).first { !tree.nodes[$0].isText }.map { tree.nodes[$0].name } == "sup"
  }
}
