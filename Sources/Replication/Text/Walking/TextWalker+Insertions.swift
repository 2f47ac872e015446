/// Where an insertion belongs among those made beside it.
///
/// Each has an origin on its left, the scalar that it was typed after, and one on its right, the next
/// scalar that its version had, if that was typed after the same one. Of insertions with one left
/// origin those with the nearer right origin come last; of equal ones the smaller (replica bytes,
/// sequence number) comes first. So runs that were typed at one place, forwards or backwards, do not
/// interleave.
///
/// FugueMax: Weidner & Kleppmann, *The Art of the Fugue: Minimizing Interleaving in Collaborative Text
/// Editing* (2023).
extension TextWalker {
  mutating func insert(_ id: Int, _ count: Int, at position: Int, isNew: Bool)
    throws(CodecError)
  {
    var span = ItemTree.Span(
      id: id,
      count: count,
      left: ItemTree.none,
      right: ItemTree.none,
      state: 1,
      marks: isNew ? .isNew : []
    )
    var leaf = ItemTree.firstLeaf
    var slot = 0
    var before: ItemTree.Span?
    if position > 0 {
      guard let place = tree.place(ofPresent: position - 1) else { throw Self.beyond }
      (leaf, slot) = (place.leaf, place.slot)
      let left = tree.span(leaf, slot)
      span.left = left.id + place.offset
      if place.offset + 1 < left.count {
        // Its right neighbour was typed after its left one, or is older than the window.
        if !left.isOlder { span.right = span.left + 1 }
        tree.split(&leaf, &slot, at: place.offset + 1)
        return tree.insert(span, at: leaf, slot + 1)
      }
      slot += 1
      before = left
    }
    let place = place(among: &span, from: (leaf, slot))
    // Nobody can have typed between what was inserted right before and this.
    if let before, place == (leaf, slot), !before.isOlder,
      before.id + before.count == id, before.marks == span.marks
    {
      return tree.extend(leaf, slot - 1, by: count)
    }
    tree.insert(span, at: place.leaf, place.slot)
  }

  /// Where among concurrent insertions a span belongs that comes to stand right of the scalar before
  /// a slot; finds out its right origin, too.
  private func place(
    among span: inout ItemTree.Span,
    from start: (leaf: Int, slot: Int)
  ) -> (leaf: Int, slot: Int) {
    // What stands to the right counts only if it was inserted after the same scalar.
    var next = start
    while let other = self.span(at: &next) {
      if other.state != 0 {
        if other.left == span.left, !other.isOlder { span.right = other.id }
        break
      }
      next.slot += 1
    }
    var place = start
    var scan = start
    var isScanning = false
    while let other = self.span(at: &scan), other.state == 0 {
      if other.left == span.left {
        if other.right == span.right {
          if precedesByName(span.id, other.id) { break }
          isScanning = false
        } else {
          isScanning = isLeft(other.right, of: span.right)
        }
      } else if other.left == ItemTree.none
        || span.left != ItemTree.none && tree.precedes(other.left, span.left)
      {
        break
      }
      scan.slot += 1
      if !isScanning { place = scan }
    }
    return place
  }

  /// The span at a slot, or the first of the next leaf after the last slot of one.
  private func span(at place: inout (leaf: Int, slot: Int)) -> ItemTree.Span? {
    while place.slot >= tree.spanCount(of: place.leaf) {
      let next = tree.leaf(after: place.leaf)
      guard next != ItemTree.none else { return nil }
      place = (next, 0)
    }
    return tree.span(place.leaf, place.slot)
  }

  /// Whether one right origin stands before another; none is the end of the text.
  private func isLeft(_ one: Int, of other: Int) -> Bool {
    if one == ItemTree.none { return false }
    return other == ItemTree.none || tree.precedes(one, other)
  }

  private func precedesByName(_ one: Int, _ other: Int) -> Bool {
    name(of: one) < name(of: other)
  }

  private func name(of id: Int) -> EventID {
    graph.id(of: runs.events(inserting: id..<id + 1).lowerBound)
  }
}
