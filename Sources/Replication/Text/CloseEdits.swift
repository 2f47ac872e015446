/// Which merges want to be read over.
///
/// Letters merge without loss, but two people who changed one sentence may have made a third that
/// neither meant. A text wants a look while it joins versions that nobody has yet built on together
/// and that changed the same or neighbouring lines of what they had in common.
extension TextHistory {
  /// Whether the present text is such a merge: a function of the graph alone.
  ///
  /// - Throws: ``CodecError`` when an event reaches beyond the text it was made in.
  /// - Complexity: that of replaying each of the versions.
  func wantsLook() throws(CodecError) -> Bool {
    let heads = version
    guard heads.count > 1 else { return false }
    let common = try text(at: lastCriticalVersion)
    var changed: [[Range<Int>]] = []
    for head in heads {
      changed.append(TextDifference.changedLines(from: common, to: try text(at: [head])))
    }
    for (index, one) in changed.enumerated() {
      for other in changed[(index + 1)...] where one.contains(where: { touches($0, other) }) {
        return true
      }
    }
    return false
  }

  private func touches(_ lines: Range<Int>, _ others: [Range<Int>]) -> Bool {
    others.contains { max($0.lowerBound, lines.lowerBound) <= min($0.upperBound, lines.upperBound) }
  }

  /// The last version that everything before leads to and everything after follows.
  private var lastCriticalVersion: TextVersion {
    TextWalker(events).criticalEvents().lastIndex(of: true).map { [events[$0].id] } ?? []
  }
}
