import Replication
import Traces

/// One replica that edits a text: every edit is recorded with what it follows.
struct Session {
  let replica: ReplicaID
  private(set) var history = TextHistory()
  private(set) var edits: [AuthoredEdit] = []
  /// The last of its own events and of those received, from which it goes on.
  private var version: TextVersion = []
  private var sequence: UInt64 = 0

  init(replica number: UInt64) {
    replica = ReplicaID(high: 0x9E37_79B9_7F4A_7C15 &* number, low: 0xD1B5_4A32_D192_ED03 &* number)
  }

  mutating func edit(_ patches: [TextPatch]) throws {
    let edit = TextEdit(firstSequence: sequence, parents: version, patches: patches)
    try history.append(edit, by: replica)
    edits.append((edit, replica))
    guard edit.events > 0 else { return }
    sequence += UInt64(edit.events)
    version = [EventID(replica: replica, sequence: sequence - 1)]
  }

  /// Takes in what others did; nothing of it is among ``edits``, which are its own.
  mutating func receive(_ others: [AuthoredEdit]) throws {
    for (edit, replica) in others { try history.append(edit, by: replica) }
    version = history.version
  }
}
