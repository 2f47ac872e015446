import Replication

/// Consecutive changes of one replica by their numbers: those after `base`, up to `last`.
struct Span: Hashable {
  let replica: ReplicaID
  let base: UInt64
  let last: UInt64

  var count: Int { Int(last - base) }

  /// The shortest span that holds all changes between two numbers which no other span holds.
  ///
  /// - Parameters:
  ///   - spans: of the replica, in any order; they may overlap.
  ///   - replica: whose changes they are.
  ///   - first: the number before the first change that is asked about.
  ///   - last: the last change that is asked about.
  /// - Returns: `nil` when the spans hold them all.
  static func gap(
    in spans: [Span],
    of replica: ReplicaID,
    after first: UInt64 = 0,
    upTo last: UInt64
  ) -> Span? {
    var base: UInt64?
    var end = first
    var held = first
    for span in spans.sorted(by: { $0.base < $1.base }) where held < last {
      if span.base > held {
        base = base ?? held
        end = min(span.base, last)
      }
      held = max(held, span.last)
    }
    if held < last {
      base = base ?? held
      end = last
    }
    return base.map { Span(replica: replica, base: $0, last: end) }
  }
}

/// Changes that a stream names, and where the stream ends: that tells which history it is of.
struct NamedSpan: Hashable {
  let span: Span
  let end: ChainTip
}

extension PublishedStream {
  var span: Span { Span(replica: replica, base: base, last: last) }

  /// What of it the folder holds: all, or with the names of a directory what is listed there.
  func spans(among names: Set<String>?) -> [NamedSpan] {
    guard let names else { return segments.isEmpty ? [] : [NamedSpan(span: span, end: end)] }
    var spans: [Span] = []
    for segment in segments.map(\.name) where names.contains(segment.description) {
      let base = segment.first - 1
      let isNext = spans.last?.last == base
      let start = isNext ? spans.removeLast().base : base
      spans.append(Span(replica: replica, base: start, last: segment.last))
    }
    return spans.map { NamedSpan(span: $0, end: end) }
  }
}
