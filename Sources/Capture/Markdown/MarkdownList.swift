/// A list, bulleted or numbered, loose where an item holds more than a line and further lists.
struct MarkdownList {
  let writer: MarkdownWriter
  let list: Int

  private struct Item {
    var mark = ""
    var blocks: [Block]
  }

  func blocks() -> [Block] {
    let tree = writer.tree
    let isOrdered = tree.nodes[list].name == "ol"
    var items: [Item] = []
    var run: [Int] = []
    /// Text directly in a list is wrong and common: an item that lacks its tag.
    func flush() {
      let blocks = writer.paragraphs(of: run)
      if !blocks.isEmpty { items.append(Item(blocks: blocks)) }
      run = []
    }
    let children = tree.children(of: list).filter { !writer.plan.dropped[$0] }
    // Without items it is an indent.
    guard children.contains(where: { ["li", "ul", "ol"].contains(tree.nodes[$0].name) }) else {
      return writer.inner(list)
    }
    for child in children {
      if writer.plan.isInline(child) {
        run.append(child)
        continue
      }
      flush()
      // Lists directly in lists belong to the item before them.
      if ["ul", "ol"].contains(tree.nodes[child].name) {
        let inner = MarkdownList(writer: writer, list: child).blocks()
        if items.isEmpty {
          items.append(Item(blocks: inner))
        } else {
          items[items.count - 1].blocks += inner
        }
        continue
      }
      let content = writer.inner(child)
      if !content.isEmpty { items.append(Item(mark: task(in: child), blocks: content)) }
    }
    flush()
    items.removeAll { $0.blocks.isEmpty }
    // A rule of the marks that lists have would make a rule of the item.
    for place in items.indices where items[place].blocks[0].kind == .rule {
      items[place].blocks[0].text = "___"
    }
    guard !items.isEmpty else { return [] }
    let start = isOrdered ? start : 1
    let isLoose = !items.allSatisfy { isTight($0.blocks) }
    let texts = items.enumerated().map { number, item in
      let marker = isOrdered ? "\(start + number). " : "- "
      return Block.prefixed(
        item.blocks,
        first: marker + item.mark,
        rest: String(repeating: " ", count: marker.count),
        tightly: !isLoose
      )
    }
    return [
      Block(
        isOrdered ? .numbers(start: start) : .bullets,
        texts.joined(separator: isLoose ? "\n\n" : "\n")
      )
    ]
  }

  /// The first number, as the list or its first item says.
  private var start: Int {
    let tree = writer.tree
    let first = tree.children(of: list).first {
      tree.nodes[$0].name == "li" && !writer.plan.dropped[$0]
    }
    let given = first.flatMap { tree.nodes[$0]["value"] } ?? tree.nodes[list]["start"]
    let number = given.flatMap { Int($0) } ?? 1
    // Nine digits are all that Markdown reads.
    return (0...900_000_000).contains(number) ? number : 1
  }

  /// A line, and lists that may stand directly below it.
  private func isTight(_ blocks: [Block]) -> Bool {
    guard blocks.count > 1 else { return true }
    return blocks[0].kind == .paragraph && blocks.dropFirst().allSatisfy(\.followsTightly)
      && blocks.count == 2
  }

  /// The box of a task; boxes are not text.
  private func task(in item: Int) -> String {
    let tree = writer.tree
    for index in tree.subtree(of: item).dropFirst() {
      let node = tree.nodes[index]
      if node.isText {
        if node.text.allSatisfy(\.isWhitespace) { continue }
        return ""
      }
      if node.name == "input", node["type"]?.lowercased() == "checkbox" {
        return node["checked"] != nil ? "[x] " : "[ ] "
      }
      if ["ul", "ol"].contains(node.name) { return "" }
    }
    return ""
  }
}
