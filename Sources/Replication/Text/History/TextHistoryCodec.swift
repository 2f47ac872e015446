/// The binary form of a whole history with its text: `docs/format/changes.md`, section 6.
///
/// The text comes first and is packed for itself, so that reading it touches no history. It is there
/// for whoever keeps a text for himself: a history that came from others is replayed.
extension TextHistory {
  static let formatVersion: UInt64 = 1

  /// The history and its present text as bytes.
  ///
  /// - Precondition: the history goes from the beginning of its text.
  /// - Throws: what the compression throws, and ``CodecError`` when an event reaches beyond the text
  ///   it was made in.
  public func encoded(packedBy compression: Compression) throws -> [UInt8] {
    try encoded(with: String(scalars: text()), packedBy: compression)
  }

  /// The history with a text that is known to be what it makes.
  func encoded(with text: String, packedBy compression: Compression) throws -> [UInt8] {
    precondition(base == nil, "a history is kept from its beginning")
    var columns = ByteWriter()
    columns.append(graph)
    columns.append(runs)
    let content = Array(String(scalars: runs.inserted).utf8)
    var writer = ByteWriter()
    writer.append(Self.formatVersion)
    for part in [Array(text.utf8), columns.bytes, content] {
      writer.append(part.count)
      writer.append(try compression.pack(part))
    }
    return writer.bytes
  }

  /// Reads a history.
  ///
  /// - Throws: what the compression throws, and ``CodecError`` when the bytes are not a history.
  ///   Whether its events fit their texts only a replay finds out.
  /// - Complexity: O(bytes); memory is within a constant times what the compression gives.
  public init(decoding bytes: [UInt8], packedBy compression: Compression) throws {
    var reader = ByteReader(bytes)
    try reader.historyVersion()
    _ = try reader.part()
    let columns = try reader.part()
    let content = try reader.part()
    guard reader.isAtEnd else { throw CodecError("something follows its end") }
    var columnReader = ByteReader(try columns.unpacked(by: compression))
    guard let text = String(validating: try content.unpacked(by: compression), as: UTF8.self)
    else { throw CodecError.notText }
    let graph = try columnReader.eventGraph()
    let runs = try columnReader.eventRuns(inserting: Array(scalarsOf: text))
    guard columnReader.isAtEnd else { throw CodecError("something follows its end") }
    guard runs.count == graph.count else { throw CodecError("its columns differ in length") }
    self.init(graph: graph, runs: runs)
  }

  /// Reads the text alone.
  ///
  /// - Throws: as ``init(decoding:packedBy:)`` does.
  /// - Complexity: O(length of the text).
  public static func text(
    decoding bytes: [UInt8],
    packedBy compression: Compression
  ) throws -> String {
    var reader = ByteReader(bytes)
    try reader.historyVersion()
    let unpacked = try reader.part().unpacked(by: compression)
    guard let text = String(validating: unpacked, as: UTF8.self) else { throw CodecError.notText }
    return text
  }
}

/// Packed bytes, and how many they are when unpacked.
private struct PackedPart {
  let count: Int
  let bytes: [UInt8]

  func unpacked(by compression: Compression) throws -> [UInt8] {
    let unpacked = try compression.unpack(bytes, limit: count)
    guard unpacked.count == count else { throw CodecError("a part is not as long as it says") }
    return unpacked
  }
}

extension ByteReader {
  fileprivate mutating func historyVersion() throws(CodecError) {
    guard try number() == TextHistory.formatVersion else {
      throw CodecError("its version is not known")
    }
  }

  fileprivate mutating func part() throws(CodecError) -> PackedPart {
    let count = try number()
    guard count <= Limits.textLength else { throw .overlong }
    return PackedPart(count: Int(count), bytes: try counted())
  }
}

// MARK: The columns

extension ByteWriter {
  fileprivate mutating func append(_ graph: EventGraph) {
    append(graph.replicas.count)
    for replica in graph.replicas { append(replica) }
    append(graph.names.count)
    for index in graph.names.indices {
      append(graph.name(of: graph.names[index].start, before: graph.count).count)
    }
    for name in graph.names { append(name.replica) }
    append(graph.runs.count)
    for run in graph.runs.indices { append(graph.end(of: run) - graph.runs[run].start) }
    for run in graph.runs.indices { append(graph.parents(of: run).count) }
    for run in graph.runs.indices {
      for parent in graph.parents(of: run) { append(graph.runs[run].start - parent) }
    }
  }

  fileprivate mutating func append(_ runs: EventRuns) {
    append(runs.entries.count)
    for entry in runs.entries { append(entry.run.count << 2 | Int(entry.run.kind.rawValue)) }
    var cursor = 0
    for entry in runs.entries {
      append(signed: Int64(entry.run.position - cursor))
      cursor = entry.run.cursor
    }
  }
}

extension ByteReader {
  fileprivate mutating func eventGraph() throws(CodecError) -> EventGraph {
    var replicas: [ReplicaID] = []
    for _ in 0..<(try count(ofSize: 16)) { replicas.append(try id()) }
    guard Set(replicas).count == replicas.count else { throw CodecError("a replica stands twice") }
    let nameCounts = try eventCounts()
    var names: [Int] = []
    for _ in nameCounts {
      let number = try number()
      guard number < replicas.count, names.last != Int(number) else {
        throw CodecError("an event has no replica")
      }
      names.append(Int(number))
    }
    let runCounts = try eventCounts()
    var parentCounts: [Int] = []
    for _ in runCounts { parentCounts.append(try count()) }

    var graph = EventGraph()
    for replica in replicas { _ = graph.number(of: replica) }
    var name = 0
    var rest = nameCounts.first ?? 0
    var parents: [Int] = []
    for (run, count) in runCounts.enumerated() {
      parents.removeAll(keepingCapacity: true)
      for _ in 0..<parentCounts[run] {
        let distance = try number()
        guard distance > 0, distance <= graph.count else {
          throw CodecError("an event follows what is not there")
        }
        let parent = graph.count - Int(distance)
        if let last = parents.last, last >= parent { throw CodecError("parents are out of order") }
        parents.append(parent)
      }
      guard run == 0 || parents.count != 1 || parents[0] != graph.count - 1 else {
        throw CodecError("a run is cut")
      }
      var left = count
      while left > 0 {
        guard name < names.count else { throw CodecError("its columns differ in length") }
        let taken = min(left, rest)
        graph.append(taken, by: names[name], after: parents)
        parents.removeAll(keepingCapacity: true)
        parents.append(graph.count - 1)
        left -= taken
        rest -= taken
        if rest == 0 {
          name += 1
          rest = name < nameCounts.count ? nameCounts[name] : 0
        }
      }
    }
    guard name == names.count else { throw CodecError("its columns differ in length") }
    return graph
  }

  /// How many events each run of a column has.
  private mutating func eventCounts() throws(CodecError) -> [Int] {
    var counts: [Int] = []
    for _ in 0..<(try count()) {
      let number = try number()
      guard number > 0, number <= Limits.textLength else { throw .overlong }
      counts.append(Int(number))
    }
    return counts
  }

  fileprivate mutating func eventRuns(
    inserting scalars: [Unicode.Scalar]
  ) throws(CodecError) -> EventRuns {
    var kinds: [(kind: EventRun.Kind, count: Int)] = []
    for _ in 0..<(try count(ofSize: 2)) {
      let number = try number()
      guard let kind = EventRun.Kind(rawValue: UInt8(number & 3)), number >> 2 > 0,
        number >> 2 <= Limits.textLength
      else { throw CodecError("a run of events is malformed") }
      kinds.append((kind, Int(number >> 2)))
    }
    var runs = EventRuns()
    var cursor: Int64 = 0
    var taken = 0
    for (kind, count) in kinds {
      let (position, isOver) = cursor.addingReportingOverflow(try signed())
      guard !isOver, position >= 0, position <= Limits.textLength else { throw .overlong }
      let run = EventRun(kind: kind, position: Int(position), count: count)
      if kind == .insertion {
        guard count <= scalars.count - taken else { throw CodecError("a text is too short") }
        runs.insert(scalars[taken..<taken + count], at: run.position)
        taken += count
      } else {
        guard kind == .deletion || count - 1 <= run.position else { throw TextWalker.beyond }
        runs.append(run)
      }
      cursor = Int64(run.cursor)
    }
    guard taken == scalars.count, runs.entries.count == kinds.count else {
      throw CodecError("a run of events is cut")
    }
    return runs
  }
}

extension EventRun {
  /// Where whoever made it would go on.
  fileprivate var cursor: Int {
    switch kind {
    case .insertion: position + count
    case .deletion: position
    case .backwardDeletion: position - count + 1
    }
  }
}
