/// A stretch of an event graph in which versions run side by side, cut into nodes: runs of events of
/// which others follow only the last.
///
/// Nodes are walked branch by branch, so that little has to be retreated and advanced in between.
struct HistoryWindow {
  private var range = 0..<0
  private var starts: [Int] = []
  /// The entry of what the events did that each node begins in.
  private var entries: [Int] = []
  /// Where the parents of each node begin among ``parents``, and where the last ones end.
  private var firstParents: [Int] = []
  /// Nodes that others follow; what is before the window counts for nothing.
  private var parents: [Int] = []
  private var firstChildren: [Int] = []
  private var children: [Int] = []
  /// Parents that were not walked yet, of each node.
  private var waiting: [Int] = []
  private var ready: [Int] = []
  private var pending: [Pending] = []
  /// What ``compare(_:withParentsOf:)`` found.
  private(set) var differences: [(node: Int, isWanted: Bool)] = []
  private var cuts: [Int] = []

  var count: Int { starts.count }

  /// The events of a node.
  func range(of node: Int) -> Range<Int> {
    starts[node]..<(node + 1 < starts.count ? starts[node + 1] : range.upperBound)
  }

  /// The entry of ``EventRuns`` that the first event of a node belongs to.
  func entry(of node: Int) -> Int { entries[node] }

  func parents(of node: Int) -> ArraySlice<Int> {
    parents[firstParents[node]..<firstParents[node + 1]]
  }

  // MARK: Building

  /// Takes up the events of a range whose first event follows just what is before it.
  mutating func build(
    _ range: Range<Int>,
    of graph: EventGraph,
    _ runs: EventRuns,
    cuttingAt cut: Int
  ) {
    self.range = range
    let firstRun = graph.run(of: range.lowerBound)
    var endRun = firstRun
    cuts.removeAll(keepingCapacity: true)
    if range.lowerBound < cut, cut < range.upperBound { cuts.append(cut) }
    while endRun < graph.runs.count, graph.runs[endRun].start < range.upperBound {
      if graph.runs[endRun].start > range.lowerBound {
        for parent in graph.parents(of: endRun) where parent >= range.lowerBound {
          cuts.append(parent + 1)
        }
      }
      endRun += 1
    }
    cuts.sort()

    starts.removeAll(keepingCapacity: true)
    firstParents.removeAll(keepingCapacity: true)
    parents.removeAll(keepingCapacity: true)
    var nextCut = 0
    for run in firstRun..<endRun {
      let start = max(range.lowerBound, graph.runs[run].start)
      let end = min(range.upperBound, graph.end(of: run))
      firstParents.append(parents.count)
      if graph.runs[run].start > range.lowerBound {
        for parent in graph.parents(of: run) where parent >= range.lowerBound {
          parents.append(node(endingWith: parent))
        }
      }
      starts.append(start)
      while nextCut < cuts.count, cuts[nextCut] < end {
        if cuts[nextCut] > starts[starts.count - 1] {
          firstParents.append(parents.count)
          parents.append(starts.count - 1)
          starts.append(cuts[nextCut])
        }
        nextCut += 1
      }
    }
    firstParents.append(parents.count)
    findEntries(in: runs)
    orderChildren()
  }

  private mutating func findEntries(in runs: EventRuns) {
    entries.removeAll(keepingCapacity: true)
    var entry = runs.entry(of: range.lowerBound)
    for start in starts {
      while entry + 1 < runs.entries.count, runs.entries[entry + 1].start <= start { entry += 1 }
      entries.append(entry)
    }
  }

  /// The node that an event is the last of; quick for the latest ones.
  func node(endingWith event: Int) -> Int {
    var step = 1
    var high = starts.count
    while high - step > 0, starts[high - step] > event {
      high -= step
      step *= 2
    }
    var low = max(0, high - step)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= event { low = middle } else { high = middle }
    }
    return low
  }

  private mutating func orderChildren() {
    let count = starts.count
    firstChildren.removeAll(keepingCapacity: true)
    firstChildren.append(contentsOf: repeatElement(0, count: count + 1))
    waiting.removeAll(keepingCapacity: true)
    for parent in parents { firstChildren[parent + 1] += 1 }
    for node in 0..<count { firstChildren[node + 1] += firstChildren[node] }
    children.removeAll(keepingCapacity: true)
    children.append(contentsOf: repeatElement(0, count: parents.count))
    ready.removeAll(keepingCapacity: true)
    var filled = firstChildren
    for node in 0..<count {
      waiting.append(firstParents[node + 1] - firstParents[node])
      for parent in parents(of: node) {
        children[filled[parent]] = node
        filled[parent] += 1
      }
    }
    for node in (0..<count).reversed() where waiting[node] == 0 { ready.append(node) }
  }

  // MARK: Walking

  /// The next node to walk, all of whose parents were walked; `nil` at the end.
  mutating func next() -> Int? {
    guard let node = ready.popLast() else { return nil }
    // A child that continues only this one comes before those that join branches.
    let followers = children[firstChildren[node]..<firstChildren[node + 1]]
    for child in followers.reversed() {
      waiting[child] -= 1
      if waiting[child] == 0, !follows(child, only: node) { ready.append(child) }
    }
    for child in followers.reversed() where follows(child, only: node) { ready.append(child) }
    return node
  }

  private func follows(_ child: Int, only node: Int) -> Bool {
    firstParents[child + 1] - firstParents[child] == 1
  }

  private struct Pending {
    var node: Int
    /// 1 when the one version has it, 2 when the other, 3 when both.
    var sides: UInt8
  }

  /// Finds the nodes that only one of two versions has: the one that ends with a node, and the one
  /// that another node follows.
  ///
  /// - Complexity: O(the nodes between the two and the last that both have × their breadth).
  mutating func compare(_ version: Int?, withParentsOf node: Int) {
    differences.removeAll(keepingCapacity: true)
    let wanted = firstParents[node]..<firstParents[node + 1]
    if wanted.count == 1, parents[wanted.lowerBound] == version { return }
    pending.removeAll(keepingCapacity: true)
    var exclusive = 0
    if let version { push(version, 1, &exclusive) }
    for index in wanted { push(parents[index], 2, &exclusive) }
    // Once every node left to visit belongs to both, so do all before them.
    while exclusive > 0, let last = pending.popLast() {
      if last.sides != 3 {
        exclusive -= 1
        differences.append((last.node, last.sides == 2))
      }
      for index in firstParents[last.node]..<firstParents[last.node + 1] {
        push(parents[index], last.sides, &exclusive)
      }
    }
  }

  private mutating func push(_ node: Int, _ sides: UInt8, _ exclusive: inout Int) {
    var place = pending.count
    while place > 0, pending[place - 1].node > node { place -= 1 }
    if place > 0, pending[place - 1].node == node {
      let before = pending[place - 1].sides
      pending[place - 1].sides |= sides
      if before != 3, before | sides == 3 { exclusive -= 1 }
      return
    }
    if sides != 3 { exclusive += 1 }
    pending.append(Pending(node: node, sides: sides))
    var last = pending.count - 1
    while last > place {
      pending.swapAt(last, last - 1)
      last -= 1
    }
  }
}
