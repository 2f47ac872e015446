/// Finds what pages hide and yet mean: pictures for readers without scripts, films in frames,
/// sources of formulas, readings beside characters.
struct HiddenForms {
  let tree: HTMLTree
  let base: WebBase

  /// Takes such nodes out of those that are left out.
  func reveal(in roots: [Int], dropped: inout [Bool]) {
    for root in roots {
      for index in tree.subtree(of: root) where dropped[index] && index != root {
        if tree.nodes[index].name == "noscript" { revealAround(index, in: root, dropped: &dropped) }
        if !dropped[tree.nodes[index].parent] { reveal(index, dropped: &dropped) }
      }
    }
  }

  /// Boxes that hold nothing but such a picture were left out as empty.
  private func revealAround(_ index: Int, in root: Int, dropped: inout [Bool]) {
    var boxes: [Int] = []
    var parent = tree.nodes[index].parent
    while parent > root, dropped[parent], boxes.count < 6, tree.text(of: parent, all: true).isEmpty,
      !Elements.unread.contains(tree.nodes[parent].name)
    {
      boxes.append(parent)
      parent = tree.nodes[parent].parent
    }
    guard !dropped[parent] else { return }
    for box in boxes { dropped[box] = false }
  }

  private func reveal(_ index: Int, dropped: inout [Bool]) {
    let node = tree.nodes[index]
    switch node.name {
    case "noscript":
      // Whatever else stands there speaks of scripts.
      guard tree.subtree(of: index).contains(where: { tree.nodes[$0].name == "img" }),
        tree.text(of: index, all: true).isEmpty
      else { return }
      for inner in tree.subtree(of: index) { dropped[inner] = false }
    case "iframe", "video", "audio":
      guard Self.film(node, tree: tree, at: index) != nil else { return }
      dropped[index] = false
    case "rt", "rp":
      for inner in tree.subtree(of: index) { dropped[inner] = false }
    default: return
    }
  }

  /// The address at which a film or a recording in the page can be seen or heard.
  static func film(_ node: HTMLTree.Node, tree: HTMLTree, at index: Int) -> String? {
    switch node.name {
    case "iframe":
      guard let source = node["src"]?.nonEmpty ?? node["data-src"]?.nonEmpty else { return nil }
      return frame(source)
    case "video", "audio":
      let sources = tree.subtree(of: index).lazy.map { tree.nodes[$0] }
        .filter { $0.name == "source" }.compactMap { $0["src"]?.nonEmpty }
      return (node["src"]?.nonEmpty ?? sources.first).flatMap { $0.hasPrefix("blob:") ? nil : $0 }
    default: return nil
    }
  }

  private static let sites = Pieces("youtu vimeo dailymotion")

  /// The page of a film for the address of the frame that shows it.
  private static func frame(_ source: String) -> String? {
    // Most frames are none of these, and patterns take their time.
    guard sites.occur(in: source) else { return nil }
    if let match = source.firstMatch(
      of: /(?:youtube(?:-nocookie)?\.com\/(?:embed|v)\/|youtu\.be\/)([A-Za-z0-9_\-]{6,20})/
    ), match.1 != "videoseries" {
      return "https://www.youtube.com/watch?v=" + match.1
    }
    if let match = source.firstMatch(of: /player\.vimeo\.com\/video\/(\d+)/) {
      return "https://vimeo.com/" + match.1
    }
    if let match = source.firstMatch(of: /dailymotion\.com\/embed\/video\/([A-Za-z0-9]+)/) {
      return "https://www.dailymotion.com/video/" + match.1
    }
    return nil
  }
}
