/// One change's name: its replica and its place in that replica's history, from 1.
public struct ChangeID: Hashable, Sendable {
  public let replica: ReplicaID
  public let sequence: UInt64

  public init(replica: ReplicaID, sequence: UInt64) {
    self.replica = replica
    self.sequence = sequence
  }
}

extension ChangeID: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.replica, left.sequence) < (right.replica, right.sequence)
  }
}

extension ChangeID: CustomStringConvertible {
  public var description: String { "\(replica):\(sequence)" }
}

/// The highest sequence number seen, per replica: which changes someone has.
public struct VersionVector: Hashable, Sendable {
  private var sequences: [ReplicaID: UInt64]

  public init() {
    sequences = [:]
  }

  public init(_ sequences: [ReplicaID: UInt64]) {
    self.sequences = sequences.filter { $0.value > 0 }
  }

  /// 0 for a replica never seen.
  public subscript(replica: ReplicaID) -> UInt64 {
    get { sequences[replica] ?? 0 }
    set { sequences[replica] = newValue == 0 ? nil : newValue }
  }

  public var isEmpty: Bool { sequences.isEmpty }

  /// In order of the replicas' bytes.
  public var entries: [ChangeID] {
    sequences.map { ChangeID(replica: $0.key, sequence: $0.value) }.sorted()
  }

  public func contains(_ change: ChangeID) -> Bool {
    change.sequence <= self[change.replica]
  }

  /// Whether everything in the other is in this one.
  public func contains(_ other: VersionVector) -> Bool {
    other.sequences.allSatisfy { $0.value <= self[$0.key] }
  }

  /// Adds a change, and with it all earlier ones of its replica.
  public mutating func insert(_ change: ChangeID) {
    self[change.replica] = max(self[change.replica], change.sequence)
  }

  /// The pointwise maximum.
  public mutating func merge(_ other: VersionVector) {
    sequences.merge(other.sequences) { max($0, $1) }
  }

  public func merging(_ other: VersionVector) -> VersionVector {
    var merged = self
    merged.merge(other)
    return merged
  }

  /// The entries in which this one is ahead of the other.
  public func news(since other: VersionVector) -> VersionVector {
    VersionVector(sequences.filter { $0.value > other[$0.key] })
  }
}

extension ByteWriter {
  public mutating func append(_ version: VersionVector) {
    let entries = version.entries
    append(entries.count)
    for entry in entries {
      append(entry.replica)
      append(entry.sequence)
    }
  }
}

extension ByteReader {
  /// Refuses entries out of order, so that equal vectors have equal bytes.
  public mutating func versionVector() throws(CodecError) -> VersionVector {
    var version = VersionVector()
    var previous: ReplicaID?
    for _ in 0..<(try count(ofSize: 17)) {
      let replica: ReplicaID = try id()
      let sequence = try number()
      if let previous, previous >= replica { throw CodecError("a version is out of order") }
      guard sequence > 0 else { throw CodecError("a version holds a zero") }
      version[replica] = sequence
      previous = replica
    }
    return version
  }
}
