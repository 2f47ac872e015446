/// The scalars that a window of history has to do with, in the order of the text, each with whether
/// the version walked to has it.
///
/// Scalars that came and changed together are one span. Spans lie in the leaves of a B-tree whose
/// branches count the scalars that are there, so that a position is found, and a span is changed, in
/// O(log n). Text older than the window is a span like others, of which only the length is known.
///
/// It owns raw memory, which a walk uses again for each window, and so cannot be copied.
struct ItemTree: ~Copyable {
  /// Stands for either end of the text.
  static let none = -1
  /// Names of older text begin here, by its position; below are offsets into all that was inserted.
  static let firstOlder = 1 << 60
  /// More than any text has: the length of older text that is not known.
  static let unknownLength = 1 << 58

  struct Span {
    /// The name of its first scalar; those of the others follow.
    var id: Int
    var count: Int
    /// The scalar to whose right the first was inserted; the others', to the right of the one before.
    var left: Int
    /// The one to whose left the first was inserted, when that has the same left; the others' none.
    var right: Int
    /// In the version walked to: 0 not there yet, 1 there, more: deleted so many times.
    var state: Int32
    var marks: Marks

    @inline(__always) var isOlder: Bool { id >= ItemTree.firstOlder }
    /// How many scalars of it the version has.
    @inline(__always) var present: Int { state == 1 ? count : 0 }
    @inline(__always) var older: Int { isOlder ? count : 0 }
  }

  /// What has to be known of a span when the walk is over.
  struct Marks: OptionSet {
    let rawValue: Int32
    /// It came with an event that the text does not have yet.
    static let isNew = Marks(rawValue: 1)
    /// An event that the text has deleted it.
    static let wasDeleted = Marks(rawValue: 2)
    /// An event that the text does not have yet deleted it.
    static let isNewlyDeleted = Marks(rawValue: 4)

    static let deletions: Marks = [.wasDeleted, .isNewlyDeleted]
  }

  /// A scalar in the tree.
  struct Place {
    var leaf: Int
    var slot: Int
    var offset: Int
  }

  /// How many spans a leaf holds: found by measuring, as the next.
  static let width = 32
  /// How many leaves or branches a branch holds.
  static let fan = 16

  // Of each leaf: its spans, how many, the branch above it and the leaf after it.
  var spans = RawArray<Span>(capacity: 8 * width)
  var spanCounts = RawArray<Int>(capacity: 8)
  var leafParents = RawArray<Int>(capacity: 8)
  var nextLeaves = RawArray<Int>(capacity: 8)
  var leaves = 0

  // Of each branch: what is below it, how many of it, how many scalars that are there and older
  // ones each has, and the branch above it.
  var children = RawArray<Int>(capacity: fan)
  var present = RawArray<Int>(capacity: fan)
  var older = RawArray<Int>(capacity: fan)
  var childCounts = RawArray<Int>(capacity: 1)
  var branchParents = RawArray<Int>(capacity: 1)
  var branches = 0
  /// How many branches lie above a leaf.
  var height = 0
  var root = 0

  /// The leaf of each inserted scalar, from `firstInserted` on.
  private var leafOfInserted = RawArray<Int32>(capacity: 64)
  private var firstInserted = 0

  deinit {
    spans.free()
    spanCounts.free()
    leafParents.free()
    nextLeaves.free()
    children.free()
    present.free()
    older.free()
    childCounts.free()
    branchParents.free()
    leafOfInserted.free()
  }

  /// Begins a window whose text is so long, with room for what it inserts.
  mutating func reset(length: Int, inserting range: Range<Int>) {
    leaves = 1
    branches = 0
    height = 0
    root = 0
    leafParents[0] = Self.none
    nextLeaves[0] = Self.none
    firstInserted = range.lowerBound
    leafOfInserted.reserve(range.count)
    spanCounts[0] = length > 0 ? 1 : 0
    spans[0] = Span(
      id: Self.firstOlder,
      count: length,
      left: Self.none,
      right: Self.none,
      state: 1,
      marks: []
    )
  }

  // MARK: Looking

  @inline(__always)
  func span(_ leaf: Int, _ slot: Int) -> Span { spans[leaf * Self.width + slot] }

  @inline(__always)
  func spanCount(of leaf: Int) -> Int { spanCounts[leaf] }

  /// `none` after the last leaf.
  @inline(__always)
  func leaf(after leaf: Int) -> Int { nextLeaves[leaf] }

  /// The first leaf in the order of the text: leaves only split to the right.
  static let firstLeaf = 0

  /// The scalar at a position of the version walked to; `nil` when that has fewer.
  func place(ofPresent position: Int) -> Place? {
    var rest = position
    var node = root
    for _ in 0..<height {
      let first = node * Self.fan
      let end = first + childCounts[node]
      var slot = first
      while slot < end, rest >= present[slot] {
        rest -= present[slot]
        slot += 1
      }
      guard slot < end else { return nil }
      node = children[slot]
    }
    for slot in 0..<spanCounts[node] {
      let span = span(node, slot)
      if span.state == 1 {
        if rest < span.count { return Place(leaf: node, slot: slot, offset: rest) }
        rest -= span.count
      }
    }
    return nil
  }

  /// Where a scalar stands that is in the tree.
  func place(of id: Int) -> Place {
    var leaf = root
    if id < Self.firstOlder {
      leaf = Int(leafOfInserted[id - firstInserted])
    } else {
      var rest = id - Self.firstOlder
      for _ in 0..<height {
        var slot = leaf * Self.fan
        while rest >= older[slot] {
          rest -= older[slot]
          slot += 1
        }
        leaf = children[slot]
      }
    }
    for slot in 0..<spanCounts[leaf] {
      let span = span(leaf, slot)
      if id >= span.id, id - span.id < span.count {
        return Place(leaf: leaf, slot: slot, offset: id - span.id)
      }
    }
    preconditionFailure("a scalar that was named is in the tree")
  }

  /// Whether one scalar stands before another.
  func precedes(_ one: Int, _ other: Int) -> Bool {
    let a = place(of: one)
    let b = place(of: other)
    if a.leaf == b.leaf { return (a.slot, a.offset) < (b.slot, b.offset) }
    var left = a.leaf
    var right = b.leaf
    var above = leafParents[left]
    var aboveRight = leafParents[right]
    while above != aboveRight {
      left = above
      right = aboveRight
      above = branchParents[left]
      aboveRight = branchParents[right]
    }
    return slot(of: left, in: above) < slot(of: right, in: above)
  }

  @inline(__always)
  func slot(of child: Int, in branch: Int) -> Int {
    var slot = branch * Self.fan
    while children[slot] != child { slot += 1 }
    return slot
  }

  // MARK: Changing

  /// Sets the state of a whole span, and marks it.
  func setState(_ state: Int32, marking marks: Marks = [], at leaf: Int, _ slot: Int) {
    let index = leaf * Self.width + slot
    let before = spans[index].present
    spans[index].state = state
    spans[index].marks.formUnion(marks)
    add(spans[index].present - before, 0, to: leaf)
  }

  /// Lengthens an inserted span that is there, at its end.
  mutating func extend(_ leaf: Int, _ slot: Int, by count: Int) {
    let index = leaf * Self.width + slot
    place(spans[index].id + spans[index].count, count, in: leaf)
    spans[index].count += count
    add(count, 0, to: leaf)
  }

  /// Puts a span in front of a slot.
  mutating func insert(_ span: Span, at leaf: Int, _ slot: Int) {
    var (leaf, slot) = (leaf, slot)
    makeRoom(for: 1, &leaf, &slot)
    open(leaf, slot)
    spans[leaf * Self.width + slot] = span
    if !span.isOlder { place(span.id, span.count, in: leaf) }
    add(span.present, span.older, to: leaf)
  }

  /// Cuts a span in two; the second part comes to stand right after the first.
  mutating func split(_ leaf: inout Int, _ slot: inout Int, at offset: Int) {
    makeRoom(for: 1, &leaf, &slot)
    open(leaf, slot + 1)
    let index = leaf * Self.width + slot
    var rest = spans[index]
    if !rest.isOlder { rest.left = rest.id + offset - 1 }
    rest.right = Self.none
    rest.id += offset
    rest.count -= offset
    spans[index].count = offset
    spans[index + 1] = rest
  }

  /// Makes a part of a span a span of its own.
  mutating func isolate(_ place: Place, _ count: Int) -> (leaf: Int, slot: Int) {
    var (leaf, slot) = (place.leaf, place.slot)
    if place.offset > 0 {
      split(&leaf, &slot, at: place.offset)
      slot += 1
    }
    if count < span(leaf, slot).count { split(&leaf, &slot, at: count) }
    return (leaf, slot)
  }

  /// Moves the spans from a slot on.
  @inline(__always)
  private mutating func open(_ leaf: Int, _ slot: Int) {
    let first = spans.base + leaf * Self.width
    (first + slot + 1).update(from: first + slot, count: spanCounts[leaf] - slot)
    spanCounts[leaf] += 1
  }

  @inline(__always)
  func place(_ id: Int, _ count: Int, in leaf: Int) {
    let first = leafOfInserted.base + (id - firstInserted)
    first.update(repeating: Int32(truncatingIfNeeded: leaf), count: count)
  }

  /// Adds to the counts of all branches above a leaf.
  @inline(__always)
  private func add(_ presentMore: Int, _ olderMore: Int, to leaf: Int) {
    var child = leaf
    var branch = leafParents[leaf]
    while branch != Self.none {
      let slot = slot(of: child, in: branch)
      present[slot] += presentMore
      older[slot] += olderMore
      child = branch
      branch = branchParents[branch]
    }
  }
}
