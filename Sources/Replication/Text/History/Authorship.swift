/// A stretch of a text that one replica typed in one go.
public struct Authorship: Hashable, Sendable {
  /// In Unicode scalars of the text.
  public let range: Range<Int>
  /// The event that inserted its first scalar; those of the others follow.
  public let event: EventID
}

extension TextHistory {
  /// Who wrote which stretch of the present text, from left to right.
  ///
  /// - Throws: ``CodecError`` when an event reaches beyond the text it was made in.
  /// - Complexity: O(n log n) for n runs: the whole history is replayed as one window.
  public func authorship() throws(CodecError) -> [Authorship] {
    precondition(base == nil, "a part of a history does not know who wrote what was before")
    guard count > 0 else { return [] }
    var walker = TextWalker(self)
    try walker.walk(0..<count, known: 0, length: 0)
    var stretches: [Authorship] = []
    var position = 0
    walker.forEachSpan { span in
      guard span.marks.isDisjoint(with: .deletions) else { return }
      var id = span.id
      while id < span.id + span.count {
        let events = runs.events(inserting: id..<span.id + span.count)
        let (event, count) = graph.name(of: events.lowerBound, before: events.upperBound)
        let end = position + count
        if let last = stretches.last, last.event.replica == event.replica,
          last.event.sequence + UInt64(last.range.count) == event.sequence
        {
          stretches[stretches.count - 1] = Authorship(
            range: last.range.lowerBound..<end,
            event: last.event
          )
        } else {
          stretches.append(Authorship(range: position..<end, event: event))
        }
        position = end
        id += count
      }
    }
    return stretches
  }
}
