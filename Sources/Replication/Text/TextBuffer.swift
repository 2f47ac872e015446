/// A text that is edited at places near one another: chunks of scalars, the last place remembered.
///
/// An edit costs a move within one chunk and the way from the last place to its own.
struct TextBuffer: Sendable {
  private var chunks: [[Unicode.Scalar]]
  private(set) var count: Int
  /// The chunk of the last edit, and where it begins.
  private var chunk = 0
  private var start = 0

  /// Scalars of a full chunk: found by measuring.
  private static let capacity = 1024

  init(_ scalars: [Unicode.Scalar] = []) {
    count = scalars.count
    chunks = stride(from: 0, to: max(count, 1), by: Self.capacity / 2).map {
      Self.chunk(scalars[$0..<min($0 + Self.capacity / 2, scalars.count)])
    }
  }

  private static func chunk(_ scalars: some Collection<Unicode.Scalar>) -> [Unicode.Scalar] {
    var chunk: [Unicode.Scalar] = []
    chunk.reserveCapacity(capacity)
    chunk.append(contentsOf: scalars)
    return chunk
  }

  var scalars: [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(count)
    for chunk in chunks { scalars.append(contentsOf: chunk) }
    return scalars
  }

  /// Goes to the chunk in which a position lies, or at whose end it does.
  @inline(__always)
  private mutating func seek(_ position: Int) {
    while position < start {
      chunk -= 1
      start -= chunks[chunk].count
    }
    while position > start + chunks[chunk].count {
      start += chunks[chunk].count
      chunk += 1
    }
  }

  /// - Precondition: the position is not beyond the text.
  mutating func insert(_ scalars: ArraySlice<Unicode.Scalar>, at position: Int) {
    precondition(position <= count, "an insertion lies within the text")
    seek(position)
    count += scalars.count
    let offset = position - start
    if chunks[chunk].count + scalars.count <= Self.capacity {
      chunks[chunk].insert(contentsOf: scalars, at: offset)
      return
    }
    // As many new chunks as it takes, each half full.
    let rest = chunks[chunk][offset...]
    let all = chunks[chunk][..<offset] + scalars + rest
    let pieces = stride(from: 0, to: all.count, by: Self.capacity / 2).map {
      Self.chunk(all.dropFirst($0).prefix(Self.capacity / 2))
    }
    chunks.replaceSubrange(chunk...chunk, with: pieces)
  }

  /// - Precondition: the range is not beyond the text.
  mutating func remove(_ range: Range<Int>) {
    precondition(range.upperBound <= count, "a deletion lies within the text")
    seek(range.lowerBound)
    count -= range.count
    var offset = range.lowerBound - start
    var rest = range.count
    var emptied = chunk..<chunk
    var index = chunk
    while rest > 0 {
      let taken = min(rest, chunks[index].count - offset)
      if taken == chunks[index].count {
        emptied = (emptied.isEmpty ? index : emptied.lowerBound)..<index + 1
      } else {
        chunks[index].removeSubrange(offset..<offset + taken)
      }
      rest -= taken
      offset = 0
      index += 1
    }
    chunks.removeSubrange(emptied)
    if chunks.isEmpty { chunks = [Self.chunk([])] }
    if chunk == chunks.count {
      chunk -= 1
      start -= chunks[chunk].count
    }
  }
}

extension TextBuffer {
  init(_ text: String) {
    self.init(Array(scalarsOf: text))
  }

  var string: String { String(scalars: scalars) }
}
