/// A stretch of an event graph in which versions run side by side, cut into nodes: runs of events of
/// which others follow only the last.
///
/// Nodes are walked branch by branch, so that little has to be retreated and advanced in between. It
/// owns raw memory, which a walk uses again for each window, and so cannot be copied.
struct HistoryWindow: ~Copyable {
  private var range = 0..<0
  private var starts = RawList<Int>()
  /// The entry of what the events did that each node begins in.
  private var entries = RawList<Int>()
  /// Where the parents of each node begin among ``parents``, and where the last ones end.
  private var firstParents = RawList<Int>()
  /// Nodes that others follow; what is before the window counts for nothing.
  private var parents = RawList<Int>()
  private var firstChildren = RawList<Int>()
  private var children = RawList<Int>()
  /// Parents that were not walked yet, of each node.
  private var waiting = RawList<Int>()
  private var ready = RawList<Int>()
  private var pending = RawList<Pending>()
  /// What ``compare(_:withParentsOf:)`` found.
  private(set) var differences = RawList<Difference>()
  private var cuts: [Int] = []

  /// A node that only one of two versions has.
  struct Difference {
    let node: Int
    let isWanted: Bool
  }

  private struct Pending {
    var node: Int
    /// 1 when the one version has it, 2 when the other, 3 when both.
    var sides: UInt8
  }

  init() {}

  deinit {
    starts.free()
    entries.free()
    firstParents.free()
    parents.free()
    firstChildren.free()
    children.free()
    waiting.free()
    ready.free()
    pending.free()
    differences.free()
  }

  var count: Int { starts.count }

  /// The events of a node.
  @inline(__always)
  func range(of node: Int) -> Range<Int> {
    starts[node]..<(node + 1 < starts.count ? starts[node + 1] : range.upperBound)
  }

  /// The entry of ``EventRuns`` that the first event of a node belongs to.
  @inline(__always)
  func entry(of node: Int) -> Int { entries[node] }

  /// Calls `body` with each node that a node follows.
  func forEachParent(of node: Int, _ body: (Int) -> Void) {
    for index in firstParents[node]..<firstParents[node + 1] { body(parents[index]) }
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

    starts.removeAll()
    firstParents.removeAll()
    parents.removeAll()
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
    findChildren()
  }

  private mutating func findEntries(in runs: EventRuns) {
    entries.removeAll()
    var entry = runs.entry(of: range.lowerBound)
    for node in 0..<count {
      while entry + 1 < runs.entries.count, runs.entries[entry + 1].start <= starts[node] {
        entry += 1
      }
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

  private mutating func findChildren() {
    firstChildren.fill(count + 2, with: 0)
    for index in 0..<parents.count { firstChildren[parents[index] + 2] += 1 }
    for node in 0..<count { firstChildren[node + 2] += firstChildren[node + 1] }
    // Each entry is where the next child of a node goes, and at the end where the next node's begin.
    children.fill(parents.count, with: 0)
    waiting.removeAll()
    ready.removeAll()
    for node in 0..<count {
      waiting.append(firstParents[node + 1] - firstParents[node])
      for index in firstParents[node]..<firstParents[node + 1] {
        let parent = parents[index]
        children[firstChildren[parent + 1]] = node
        firstChildren[parent + 1] += 1
      }
    }
    for node in (0..<count).reversed() where waiting[node] == 0 { ready.append(node) }
  }

  // MARK: Walking

  /// The next node to walk, all of whose parents were walked; `nil` at the end.
  mutating func next() -> Int? {
    guard let node = ready.popLast() else { return nil }
    // The latest one stays on top: branches are followed to their end.
    for index in (firstChildren[node]..<firstChildren[node + 1]).reversed() {
      let child = children[index]
      waiting[child] -= 1
      if waiting[child] == 0 { ready.append(child) }
    }
    return node
  }

  /// Finds the nodes that only one of two versions has: the one that ends with a node, and the one
  /// that another node follows.
  ///
  /// - Complexity: O(the nodes between the two and the last that both have × their breadth).
  mutating func compare(_ version: Int?, withParentsOf node: Int) {
    differences.removeAll()
    let wanted = firstParents[node]..<firstParents[node + 1]
    if wanted.count == 1, parents[wanted.lowerBound] == version { return }
    pending.removeAll()
    var exclusive = 0
    if let version { push(version, 1, &exclusive) }
    for index in wanted { push(parents[index], 2, &exclusive) }
    // Once every node left to visit belongs to both, so do all before them.
    while exclusive > 0, let last = pending.popLast() {
      if last.sides != 3 {
        exclusive -= 1
        differences.append(Difference(node: last.node, isWanted: last.sides == 2))
      }
      for index in firstParents[last.node]..<firstParents[last.node + 1] {
        push(parents[index], last.sides, &exclusive)
      }
    }
  }

  /// Puts a node among the pending ones, which rise.
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
      pending[last] = pending[last - 1]
      last -= 1
    }
    pending[place] = Pending(node: node, sides: sides)
  }
}
