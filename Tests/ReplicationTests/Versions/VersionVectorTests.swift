import TestSupport
import Testing

@testable import Replication

@Suite struct VersionVectors {
  @Test(arguments: 0..<100 as Range<UInt64>)
  func `merging commutes, associates and repeats without effect`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let (one, two, three) = (random.version(), random.version(), random.version())

    #expect(one.merging(two) == two.merging(one))
    #expect(one.merging(two).merging(three) == one.merging(two.merging(three)))
    #expect(one.merging(one) == one)
    #expect(one.merging(VersionVector()) == one)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `a merged version contains exactly what either contains`(seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let (one, two) = (random.version(), random.version())

    // When
    let merged = one.merging(two)

    // Then
    for entry in (0..<5).flatMap({ replica in (1...5).map { (replica, $0) } }) {
      let change = ChangeID(replica: versionReplicas[entry.0], sequence: UInt64(entry.1))
      #expect(merged.contains(change) == (one.contains(change) || two.contains(change)))
    }
    #expect(merged.contains(one) && merged.contains(two))
    #expect(one.contains(two) == (merged == one))
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `news are what was missing`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let (one, two) = (random.version(), random.version())

    let news = one.news(since: two)

    #expect(two.merging(news) == two.merging(one))
    #expect(news.isEmpty == two.contains(one))
    #expect(news.entries.allSatisfy { !two.contains($0) })
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `what changes name as news adds up to all they had seen`(seed: UInt64) {
    // Given a history of replicas that see now and then what others did
    var random = SeededGenerator(seed: seed)
    let history = CausalHistory(replicas: 5, writes: 40, clocks: .honest, using: &random) { _ in 0 }
    var before: [ReplicaID: VersionVector] = [:]
    var summed: [ReplicaID: VersionVector] = [:]

    for context in history.writes.map(\.context) {
      // When each names only what it had not seen when it made its change before
      let replica = context.id.replica
      var known = before[replica] ?? VersionVector()
      let news = context.seen.news(since: known)
      known.merge(context.seen)
      known.insert(context.id)
      before[replica] = known

      // Then those together are what it had seen, and nothing is named twice
      let sum = (summed[replica] ?? VersionVector()).merging(news)
      #expect(sum == context.seen)
      #expect(news.entries.allSatisfy { !(summed[replica] ?? VersionVector()).contains($0) })
      summed[replica] = sum
      summed[replica]?.insert(context.id)
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `who had seen a change had seen more than it had`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let history = CausalHistory(replicas: 5, writes: 30, clocks: .honest, using: &random) { _ in 0 }
    let contexts = history.writes.map(\.context)

    for one in contexts {
      #expect(one.seen.changes == one.seen.entries.reduce(0) { $0 + $1.sequence })
      for other in contexts where other.seen.contains(one.id) {
        #expect(one.seen.changes < other.seen.changes)
        #expect(other.seen.contains(one.seen) && !one.seen.contains(other.seen))
      }
    }
  }

  @Test func `a change brings all earlier ones of its replica`() {
    var version = VersionVector()
    let replica = ReplicaID(high: 1, low: 0)

    version.insert(ChangeID(replica: replica, sequence: 3))
    version.insert(ChangeID(replica: replica, sequence: 2))

    #expect(version[replica] == 3)
    #expect(version.contains(ChangeID(replica: replica, sequence: 1)))
    #expect(!version.contains(ChangeID(replica: replica, sequence: 4)))
  }

  @Test func `a replica never seen is the same as one seen up to nothing`() {
    let replica = ReplicaID(high: 1, low: 0)
    var version = VersionVector([replica: 0])
    #expect(version == VersionVector())

    version[replica] = 1
    version[replica] = 0

    #expect(version == VersionVector())
    #expect(version.isEmpty)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `equal versions have equal bytes, and those are read back`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let version = random.version()
    var writer = ByteWriter()
    writer.append(version)

    // When
    var reader = ByteReader(writer.bytes)
    let read = try reader.versionVector()

    // Then
    #expect(read == version)
    #expect(reader.isAtEnd)
    #expect(version.entries == version.entries.sorted())
  }

  @Test func `entries out of order, twice or of nothing are refused`() {
    func bytes(_ entries: [(ReplicaID, UInt64)]) -> [UInt8] {
      var writer = ByteWriter()
      writer.append(entries.count)
      for (replica, sequence) in entries {
        writer.append(replica)
        writer.append(sequence)
      }
      return writer.bytes
    }
    let (first, second) = (versionReplicas[0], versionReplicas[1])

    let refused: [[(ReplicaID, UInt64)]] = [
      [(second, 1), (first, 1)], [(first, 1), (first, 2)], [(first, 0)],
    ]
    for entries in refused {
      #expect(throws: CodecError.self) {
        var reader = ByteReader(bytes(entries))
        _ = try reader.versionVector()
      }
    }
  }
}

private let versionReplicas = (0..<5).map { ReplicaID(high: $0, low: .max) }

extension SeededGenerator {
  fileprivate mutating func version() -> VersionVector {
    var version = VersionVector()
    for replica in versionReplicas where next() % 2 == 0 {
      version[replica] = UInt64.random(in: 0...5, using: &self)
    }
    return version
  }
}
