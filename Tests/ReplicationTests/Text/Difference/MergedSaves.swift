import Replication

/// What two people's saves of a note that both opened come to.
func merged(_ saves: [String], openedAs opened: String) throws -> String {
  var history = TextHistory()
  func save(_ text: String, over old: String, at version: TextVersion, by number: Int) throws {
    let patches = TextDifference.patches(from: scalars(old), to: scalars(text))
    let edit = TextEdit(firstSequence: 0, parents: version, patches: patches)
    try history.append(edit, by: ReplicaID(high: UInt64(number), low: 0))
  }
  try save(opened, over: "", at: [], by: 1)
  let version = history.version
  for (index, text) in saves.enumerated() {
    try save(text, over: opened, at: version, by: index + 2)
  }
  return string(try history.text())
}
