/// Moves a root up to what holds a good deal more prose and, beside it, little else.
///
/// An article cut into several columns or sections has its paragraphs in cousins, of which the
/// scores find one.
struct DensityClimb {
  let tree: HTMLTree
  let measures: Measures

  func climbed(from root: Int) -> Int {
    var best = root
    var candidate = tree.nodes[root].parent
    while candidate > 0, tree.nodes[candidate].name != "body" {
      let more = measures[candidate].prose - measures[best].prose
      let other = measures[candidate].text - measures[best].text - more
      let linked = measures[candidate].linked - measures[best].linked
      // Lists and tables are no prose; those of an article have few links.
      if more * 10 > measures[best].prose,
        other * 3 < more || other * 2 < more * 3 && linked * 15 < more
      {
        best = candidate
      }
      candidate = tree.nodes[candidate].parent
    }
    return best
  }

  /// Leaves out what the climb brought in beside the first root and what holds no sentence.
  func dropStrays(in root: Int, around first: Int, marks: inout BlockMarks) {
    var index = root + 1
    while index < tree.nodes[root].end {
      let holdsFirst = index <= first && first < tree.nodes[index].end
      if index == first {
        index = tree.nodes[index].end
      } else if holdsFirst || marks[index] || measures[index].prose > 0
        || tree.kinds[index].contains(.heading)
      {
        index += 1
      } else if tree.kinds[index].isDisjoint(with: [.text, .inline, .paragraph]) {
        marks.drop(index, by: .strayBlock, in: tree)
        index = tree.nodes[index].end
      } else {
        index = tree.nodes[index].end
      }
    }
  }
}
