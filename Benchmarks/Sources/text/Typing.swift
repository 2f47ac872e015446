import Replication
import Traces

extension ReplicaID {
  /// Ids as little alike as those that machines draw.
  init(_ number: UInt64) {
    self.init(high: 0x9E37_79B9_7F4A_7C15 &* number, low: 0xD1B5_4A32_D192_ED03 &* number)
  }

  /// What it does when it makes one edit after the other, of a patch each, from a version on.
  func edits(_ patches: [TextPatch], after start: TextVersion) -> [AuthoredEdit] {
    var version = start
    var sequence: UInt64 = 0
    return patches.map { patch in
      let edit = TextEdit(firstSequence: sequence, parents: version, patches: [patch])
      sequence += UInt64(patch.events)
      if patch.events > 0 { version = [EventID(replica: self, sequence: sequence - 1)] }
      return (edit, self)
    }
  }
}
