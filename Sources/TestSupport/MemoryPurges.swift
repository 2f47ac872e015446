import Replication

/// What a ``MemoryChangeLog`` remembers of purges.
struct MemoryPurges {
  var items: Set<ItemKey> = []
  private var redactions: [(position: Int64, change: ChangeID)] = []
  private var attachments: [(position: Int64, hash: Digest)] = []
  private var last: Int64 = 0

  mutating func record(redactionOf change: ChangeID) {
    last += 1
    redactions.removeAll { $0.change == change }
    redactions.append((last, change))
  }

  mutating func record(goneAttachment hash: Digest) {
    last += 1
    attachments.removeAll { $0.hash == hash }
    attachments.append((last, hash))
  }

  mutating func forget(goneAttachment hash: Digest) {
    attachments.removeAll { $0.hash == hash }
  }

  func isGone(_ hash: Digest) -> Bool { attachments.contains { $0.hash == hash } }

  func redactions(after position: Int64, limit: Int) -> [(position: Int64, change: ChangeID)] {
    Array(redactions.filter { $0.position > position }.prefix(limit))
  }

  func goneAttachments(after position: Int64, limit: Int) -> [(position: Int64, hash: Digest)] {
    Array(attachments.filter { $0.position > position }.prefix(limit))
  }
}
