/// The changes of other replicas that a change follows, each with a mark of its hash.
///
/// A number alone does not say which change is meant where a replica's history has a fork. The mark
/// does, and with the chain of hashes it stands for the whole history up to that change.
///
/// Kleppmann & Howard, *Byzantine Eventual Consistency and the Fundamental Limits of Peer-to-Peer
/// Databases* (2020).
public struct Dependencies: Hashable, Sendable {
  /// The last change of one replica that was seen.
  public struct Entry: Hashable, Sendable {
    public let change: ChangeID
    /// See ``Digest/mark``.
    public let mark: UInt64

    public init(_ change: ChangeID, mark: UInt64) {
      self.change = change
      self.mark = mark
    }
  }

  /// One for each replica, in order of its bytes.
  public private(set) var entries: [Entry]

  public init() {
    entries = []
  }

  /// - Parameters:
  ///   - version: what was seen.
  ///   - mark: of each change that it names.
  public init(_ version: VersionVector, mark: (ChangeID) throws -> UInt64) rethrows {
    entries = try version.entries.map { Entry($0, mark: try mark($0)) }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// The numbers alone.
  public var version: VersionVector {
    VersionVector(
      Dictionary(uniqueKeysWithValues: entries.map { ($0.change.replica, $0.change.sequence) })
    )
  }

  /// - Precondition: its replica comes after those of all entries, and its number is above 0.
  public mutating func append(_ entry: Entry) {
    precondition(
      entries.last.map { $0.change.replica < entry.change.replica } ?? true,
      "dependencies stand in order"
    )
    precondition(entry.change.sequence > 0, "a dependency is a change")
    entries.append(entry)
  }
}

extension Digest {
  /// The first eight bytes, big-endian: tells the change that has this hash from others of its
  /// number.
  public var mark: UInt64 { bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

extension ByteWriter {
  public mutating func append(_ dependencies: Dependencies) {
    append(dependencies.entries.count)
    for entry in dependencies.entries {
      append(entry.change.replica)
      append(entry.change.sequence)
      append(fixed: entry.mark)
    }
  }
}

extension ByteReader {
  /// Refuses entries out of order, so that equal dependencies have equal bytes.
  public mutating func dependencies() throws(CodecError) -> Dependencies {
    var dependencies = Dependencies()
    for _ in 0..<(try count(ofSize: 25)) {
      let change = ChangeID(replica: try id(), sequence: try number())
      if let last = dependencies.entries.last, last.change.replica >= change.replica {
        throw CodecError("a version is out of order")
      }
      guard change.sequence > 0 else { throw CodecError("a version holds a zero") }
      dependencies.append(Dependencies.Entry(change, mark: try fixed()))
    }
    return dependencies
  }
}
