/// The highest sequence number seen, per replica: which changes someone has.
///
/// A replica's changes are seen in their order, so one number stands for all up to it. Two versions
/// merge by the pointwise maximum; one contains another when it is nowhere behind. A change names
/// only what is news since its replica's change before, and the sum of those is all it had seen.
///
/// Parker et al., *Detection of Mutual Inconsistency in Distributed Systems* (1983); for the news,
/// Singhal & Kshemkalyani, *An efficient implementation of vector clocks* (1992).
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

  /// How many changes it contains.
  ///
  /// Of two changes, one of which had seen the other, it had seen more.
  public var changes: UInt64 { sequences.values.reduce(0, &+) }

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
