/// Memory for trivial elements that only grows, without the checks of an array.
///
/// For inner loops whose indices follow from one another; the owner frees it.
struct RawArray<Element> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  /// Makes room for so many elements; those that are there stay.
  @inline(__always)
  mutating func reserve(_ count: Int) {
    if count > capacity { grow(to: count) }
  }

  @inline(never)
  private mutating func grow(to count: Int) {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 2 * capacity))
    larger.update(from: base, count: capacity)
    base.deallocate()
    base = larger
    capacity = max(count, 2 * capacity)
  }

  func free() { base.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating _modify { yield &base[index] }
  }
}

/// A list in such memory.
struct RawList<Element> {
  private var memory = RawArray<Element>(capacity: 16)
  private(set) var count = 0

  func free() { memory.free() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get { memory[index] }
    nonmutating _modify { yield &memory[index] }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    memory.reserve(count + 1)
    memory[count] = element
    count += 1
  }

  @inline(__always)
  mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    count -= 1
    return memory[count]
  }

  /// Makes it so many of one element.
  mutating func fill(_ count: Int, with element: Element) {
    memory.reserve(count)
    memory.base.update(repeating: element, count: count)
    self.count = count
  }

  @inline(__always)
  mutating func removeAll() { count = 0 }
}
