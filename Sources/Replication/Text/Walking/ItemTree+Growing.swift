// How the tree splits: leaves and branches only ever grow, to the right.

extension ItemTree {
  /// Splits the leaf if it has not got so much room; leaf and slot name the same span after.
  @inline(__always)
  mutating func makeRoom(for count: Int, _ leaf: inout Int, _ slot: inout Int) {
    if spanCounts[leaf] + count > Self.width { splitLeaf(&leaf, &slot) }
  }

  @inline(never)
  private mutating func splitLeaf(_ leaf: inout Int, _ slot: inout Int) {
    let half = Self.width / 2
    let new = leaves
    leaves += 1
    spans.reserve(leaves * Self.width)
    spanCounts.reserve(leaves)
    leafParents.reserve(leaves)
    nextLeaves.reserve(leaves)
    let moved = spanCounts[leaf] - half
    let target = spans.base + new * Self.width
    target.update(from: spans.base + leaf * Self.width + half, count: moved)
    spanCounts[new] = moved
    spanCounts[leaf] = half
    nextLeaves[new] = nextLeaves[leaf]
    nextLeaves[leaf] = new
    var sum = (present: 0, older: 0)
    for index in 0..<moved {
      sum.present += target[index].present
      sum.older += target[index].older
      if !target[index].isOlder { place(target[index].id, target[index].count, in: new) }
    }
    let branch = leafParents[leaf] == Self.none ? addRoot(above: leaf) : leafParents[leaf]
    leafParents[new] = add(new, after: leaf, in: branch, sum.present, sum.older)
    if slot >= half {
      leaf = new
      slot -= half
    }
  }

  private mutating func addBranch(under parent: Int) -> Int {
    branches += 1
    children.reserve(branches * Self.fan)
    present.reserve(branches * Self.fan)
    older.reserve(branches * Self.fan)
    childCounts.reserve(branches)
    branchParents.reserve(branches)
    branchParents[branches - 1] = parent
    childCounts[branches - 1] = 0
    return branches - 1
  }

  /// Puts a branch above the root, which is about to split: its counts are still those of all.
  private mutating func addRoot(above child: Int) -> Int {
    let branch = addBranch(under: Self.none)
    var sum = (present: 0, older: 0)
    if height == 0 {
      leafParents[child] = branch
      for leaf in 0..<leaves {
        for slot in 0..<spanCounts[leaf] {
          sum.present += span(leaf, slot).present
          sum.older += span(leaf, slot).older
        }
      }
    } else {
      branchParents[child] = branch
      for slot in child * Self.fan..<child * Self.fan + childCounts[child] {
        sum.present += present[slot]
        sum.older += older[slot]
      }
    }
    childCounts[branch] = 1
    children[branch * Self.fan] = child
    present[branch * Self.fan] = sum.present
    older[branch * Self.fan] = sum.older
    root = branch
    height += 1
    return branch
  }

  /// Puts a node beside another, from whose counts its own are taken; gives the branch it came into.
  private mutating func add(
    _ new: Int,
    after child: Int,
    in branch: Int,
    _ presentCount: Int,
    _ olderCount: Int
  ) -> Int {
    var branch = branch
    if childCounts[branch] == Self.fan { branch = splitBranch(branch, of: child) }
    let slot = slot(of: child, in: branch)
    let end = branch * Self.fan + childCounts[branch]
    present[slot] -= presentCount
    older[slot] -= olderCount
    for array in [children, present, older] {
      (array.base + slot + 2).update(from: array.base + slot + 1, count: end - slot - 1)
    }
    children[slot + 1] = new
    present[slot + 1] = presentCount
    older[slot + 1] = olderCount
    childCounts[branch] += 1
    return branch
  }

  /// Splits a full branch; gives the half that has a child.
  private mutating func splitBranch(_ branch: Int, of child: Int) -> Int {
    let isLowest = isLowest(branch)
    let above = branchParents[branch] == Self.none ? addRoot(above: branch) : branchParents[branch]
    let new = addBranch(under: above)
    let half = Self.fan / 2
    let from = branch * Self.fan + half
    let to = new * Self.fan
    for array in [children, present, older] {
      (array.base + to).update(from: array.base + from, count: half)
    }
    childCounts[branch] = half
    childCounts[new] = half
    var sum = (present: 0, older: 0)
    for slot in to..<to + half {
      sum.present += present[slot]
      sum.older += older[slot]
      if isLowest { leafParents[children[slot]] = new } else { branchParents[children[slot]] = new }
    }
    branchParents[new] = add(new, after: branch, in: above, sum.present, sum.older)
    return isLowest ? leafParents[child] : branchParents[child]
  }

  /// Whether leaves lie below a branch.
  private func isLowest(_ branch: Int) -> Bool {
    var levels = 1
    var node = branch
    while node != root {
      node = branchParents[node]
      levels += 1
    }
    return levels == height
  }
}
