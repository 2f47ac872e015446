import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct DependenciesInASegment {
  private func dependencies(
    _ reader: inout ByteReader,
    _ count: Int
  ) throws -> [Dependencies] {
    var vectors = try DependencyReader(&reader, ofChanges: count)
    let read = try (0..<count).map { _ in try vectors.next() }
    try vectors.finish()
    return read
  }

  @Test func `dependencies come back as they were, and have one form`() throws {
    var generator = SeededGenerator(seed: 3)
    let replicas = (0..<4).map { ReplicaID(high: 9, low: UInt64($0)) }
    for _ in 0..<200 {
      // Given vectors whose numbers rise and fall
      let vectors = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        let version = VersionVector(
          Dictionary(
            uniqueKeysWithValues: replicas.shuffled(using: &generator).prefix(2).map {
              ($0, generator.next() >> UInt64.random(in: 0...63, using: &generator))
            }
          )
        )
        return Dependencies(version) { _ in generator.next() }
      }
      var writer = ByteWriter()
      writer.append(dependencies: vectors)

      // Then they are read back
      var reader = ByteReader(writer.bytes)
      #expect(try dependencies(&reader, vectors.count) == vectors)
      #expect(reader.isAtEnd)

      // and bytes that differ say something else, or nothing
      for bit in 0..<writer.bytes.count * 8 {
        var turned = writer.bytes
        turned[bit / 8] ^= 1 << UInt8(bit % 8)
        var reader = ByteReader(turned)
        guard let read = try? dependencies(&reader, vectors.count) else { continue }
        var again = ByteWriter()
        again.append(dependencies: read)
        #expect(again.bytes.elementsEqual(turned.dropLast(reader.remaining)))
      }
    }
  }
}
