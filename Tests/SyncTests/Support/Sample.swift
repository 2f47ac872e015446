import Replication

@testable import Sync

/// Files of a folder for tests of their format.
enum Sample {
  static let library = LibraryID(high: 1, low: 2)
  static let replica = ReplicaID(high: 3, low: 4)
  static let plain = FolderFormat(library)
  static let sealed = FolderFormat(
    library,
    keys: FolderKeys(
      naming: [UInt8](repeating: 7, count: 32),
      epochs: [.init(key: [UInt8](repeating: 8, count: 32))]
    )
  )

  static func changes(_ count: Int, of replica: ReplicaID = replica) -> [Change] {
    var changes: [Change] = []
    for index in 0..<count {
      changes.append(
        Change(
          id: ChangeID(replica: replica, sequence: UInt64(index) + 1),
          clock: HybridTimestamp(rawValue: UInt64(index) * 77 + 5),
          dependencies: Dependencies(VersionVector([ReplicaID(high: 9, low: 9): UInt64(index)])) {
            $0.sequence &* 0x9e37_79b9_7f4a_7c15
          },
          payload: Array("payload \(index)".utf8),
          after: changes.last?.hash ?? .zero,
          hashedBy: Blake2b.hash
        )
      )
    }
    return changes
  }

  static var head: Head {
    Head(
      counter: 12,
      clock: HybridTimestamp(milliseconds: 5),
      own: PublishedStream(
        replica: replica,
        base: 0,
        segments: [
          .init(name: SegmentName(first: 1, last: 7, hash: 0xfeed), length: 1, isFull: false),
          .init(name: SegmentName(first: 8, last: 8, hash: 0xbeef), length: 9999, isFull: false),
        ],
        tip: Blake2b.hash([1])
      ),
      merged: VersionVector([replica: 8, ReplicaID(high: 9, low: 9): 4]),
      carried: [
        PublishedStream(
          replica: ReplicaID(high: 1, low: 1),
          base: 40,
          segments: [
            .init(name: SegmentName(first: 41, last: 50, hash: 0xcafe), length: 77, isFull: false)
          ],
          tip: Blake2b.hash([2])
        ),
        PublishedStream(
          replica: ReplicaID(high: 9, low: 9),
          base: 0,
          segments: [
            .init(name: SegmentName(first: 1, last: 4, hash: 0xabcd), length: 5, isFull: false)
          ],
          tip: Blake2b.hash([3])
        ),
      ],
      packs: [
        .init(name: PackName(first: 1, last: 3, hash: 0x1234), length: 300, isFull: true),
        .init(name: PackName(first: 9, last: 9, hash: 0x5678), length: 3, isFull: false),
      ],
      wanted: [Digest.zero, Blake2b.hash([4])]
    )
  }

  static let headName = HeadName(counter: 12)
}
