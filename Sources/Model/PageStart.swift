/// Where a page of a printed document begins in the text that was read from it.
public struct PageStart: Hashable, Sendable {
  /// As printed: `xii`, `12`.
  public var label: String
  /// In Unicode scalars of the text.
  public var start: Int

  public init(label: String, start: Int) {
    precondition(start >= 0, "a page begins in the text")
    self.label = label
    self.start = start
  }
}

extension [PageStart] {
  /// The label of the page on which a place of the text stands; `nil` before the first page.
  ///
  /// - Complexity: O(log n).
  public func label(at place: Int) -> String? {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if self[middle].start <= place { low = middle + 1 } else { high = middle }
    }
    return low == startIndex ? nil : self[low - 1].label
  }

  /// The label of the page on which a passage stands: `17`, or `17-18` where it goes on.
  public func labels(of position: TextPositionSelector) -> String? {
    guard let first = label(at: position.start) else { return nil }
    let last = label(at: Swift.max(position.start, position.end - 1)) ?? first
    return first == last ? first : "\(first)-\(last)"
  }

  /// What of the text stands on the page with this label; `nil` where there is none.
  public func range(ofPage label: String, in count: Int) -> Range<Int>? {
    guard let index = firstIndex(where: { $0.label == label }), self[index].start <= count else {
      return nil
    }
    let end = index + 1 < endIndex ? self[index + 1].start : count
    return self[index].start..<Swift.max(self[index].start, Swift.min(end, count))
  }
}
