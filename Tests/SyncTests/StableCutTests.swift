import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct StableCuts {
  private let a = ReplicaID(high: 0, low: 1)
  private let b = ReplicaID(high: 0, low: 2)
  private let c = ReplicaID(high: 0, low: 3)

  @Test func `hold what every replica has`() {
    let cut = StableCut(
      own: VersionVector([a: 9, b: 4, c: 2]),
      merged: [b: VersionVector([a: 7, b: 6]), c: VersionVector([a: 8, b: 1, c: 5])],
      retired: []
    )
    #expect(cut.version == VersionVector([a: 7, b: 1]))
    #expect(cut.contains(ChangeID(replica: a, sequence: 7)))
    #expect(!cut.contains(ChangeID(replica: a, sequence: 8)))
    #expect(!cut.contains(ChangeID(replica: c, sequence: 1)))
  }

  @Test func `do not wait for a replica that was retired`() {
    let own = VersionVector([a: 9, b: 4])
    let merged = [b: VersionVector([a: 1, b: 4]), c: VersionVector([a: 9, b: 3])]
    #expect(
      StableCut(own: own, merged: merged, retired: [b]).version == VersionVector([a: 9, b: 3])
    )
    #expect(StableCut(own: own, merged: merged, retired: [b, c]).version == own)
  }

  @Test(arguments: 0..<50)
  func `are below every replica's version, whoever asks`(seed: Int) throws {
    // Given replicas that have some of one another's changes
    var generator = SeededGenerator(seed: UInt64(seed))
    let replicas = (0..<6).map { ReplicaID(high: 7, low: UInt64($0)) }
    let versions = replicas.map { _ in
      VersionVector(
        Dictionary(
          uniqueKeysWithValues: replicas.map { ($0, UInt64.random(in: 0...4, using: &generator)) }
        )
      )
    }
    let retired = Set(replicas.filter { _ in Bool.random(using: &generator) })
    let waited = replicas.indices.filter { !retired.contains(replicas[$0]) }
    // When each that stays asks
    let cuts = waited.map { index in
      let others = replicas.indices.filter { $0 != index }
        .map { (replicas[$0], versions[$0]) }
      return StableCut(
        own: versions[index],
        merged: Dictionary(uniqueKeysWithValues: others),
        retired: retired
      )
    }
    // Then all have the same answer, which each of them has, and nothing above it
    #expect(Set(cuts).count <= 1, "seed \(seed)")
    guard let cut = cuts.first else { return }
    for index in waited { #expect(versions[index].contains(cut.version), "seed \(seed)") }
    for replica in replicas {
      let next = ChangeID(replica: replica, sequence: cut.version[replica] + 1)
      #expect(waited.contains { !versions[$0].contains(next) }, "seed \(seed)")
    }
  }

  @Test func `of a folder wait for a replica whose files it lost`() throws {
    // Given two replicas that have all, and a third that lags and whose files are gone
    let folder = MemorySyncFolder()
    let machines = (1...3).map { Machine(UInt64($0), folder) }
    machines[0].log.write("first")
    for machine in machines { try machine.sync() }
    machines[0].log.write("second")
    for machine in [machines[0], machines[1], machines[0]] { try machine.sync() }
    for path in folder.paths(in: machines[2].directory) { folder.files[path] = nil }
    try machines[0].sync()
    // When the first asks
    let log = machines[0].log
    let bytes = try #require(try log.memory(ofFolder: folder.name))
    let memory = try #require(FolderMemory(decoding: bytes))
    let version = log.version
    // Then the cut waits for the third, until it is retired
    let own = log.replica
    #expect(memory.stableCut(own: version, retired: []).version == VersionVector([own: 1]))
    let retired: Set = [machines[2].log.replica]
    #expect(memory.stableCut(own: version, retired: retired).version == VersionVector([own: 2]))
  }
}
