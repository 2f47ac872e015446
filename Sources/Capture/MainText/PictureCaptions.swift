/// Gives captions to the pictures they stand below.
///
/// A caption is no part of the running text, and yet what the picture says; it is kept with it.
struct PictureCaptions {
  let tree: HTMLTree
  let marks: BlockMarks

  /// The captions that rules left out of these roots, by the image each belongs to.
  func captions(in roots: [Int]) -> [Int: String] {
    var captions: [Int: String] = [:]
    for root in roots {
      var index = root
      while index < tree.nodes[root].end {
        guard isCaption(index) else {
          index += 1
          continue
        }
        let text = tree.text(of: index)
        if !text.isEmpty, let image = image(near: index, in: root), captions[image] == nil {
          captions[image] = text
        }
        index = tree.nodes[index].end
      }
    }
    return captions
  }

  private func isCaption(_ index: Int) -> Bool {
    switch marks.rules[index] {
    case .figureCaption?, .captionName?, .creditLine?: true
    default: false
    }
  }

  /// The last picture before a caption, or the first after it, in the box they share.
  private func image(near caption: Int, in root: Int) -> Int? {
    var around = tree.nodes[caption].parent
    for _ in 0..<3 where around >= root {
      let images = tree.subtree(of: around).filter { tree.nodes[$0].name == "img" && !marks[$0] }
      if let image = images.last(where: { $0 < caption }) ?? images.first { return image }
      // What a figure says, it says of what is in it: of a film, say.
      if tree.nodes[around].name == "figure" { return nil }
      around = tree.nodes[around].parent
    }
    return nil
  }
}
