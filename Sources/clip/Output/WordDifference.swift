import Replication

/// What changed between two texts, in whole words.
struct WordDifference {
  /// A place where something was taken out, put in, or both.
  struct Hunk {
    var old: Range<Int>
    var new: Range<Int>
  }

  let old: [Unicode.Scalar]
  let new: [Unicode.Scalar]
  private(set) var hunks: [Hunk] = []

  init(from old: String, to new: String) {
    self.old = Array(old.unicodeScalars)
    self.new = Array(new.unicodeScalars)
    var shift = 0
    for patch in TextDifference.patches(from: self.old, to: self.new) {
      let start = patch.position - shift
      let hunk = Hunk(
        old: start..<start + patch.deleted,
        new: patch.position..<patch.position + patch.inserted.count
      )
      append(inWords(hunk))
      shift += patch.inserted.count - patch.deleted
    }
  }

  /// Takes in what is left of words of which a part changed.
  private func inWords(_ hunk: Hunk) -> Hunk {
    var hunk = hunk
    func isWord(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
      text.indices.contains(index) && Self.isLetter(text[index])
    }
    let beginsInWord = isWord(old, hunk.old.lowerBound) || isWord(new, hunk.new.lowerBound)
    while beginsInWord, isWord(old, hunk.old.lowerBound - 1), isWord(new, hunk.new.lowerBound - 1) {
      hunk.old = hunk.old.lowerBound - 1..<hunk.old.upperBound
      hunk.new = hunk.new.lowerBound - 1..<hunk.new.upperBound
    }
    let endsInWord = isWord(old, hunk.old.upperBound - 1) || isWord(new, hunk.new.upperBound - 1)
    while endsInWord, isWord(old, hunk.old.upperBound), isWord(new, hunk.new.upperBound) {
      hunk.old = hunk.old.lowerBound..<hunk.old.upperBound + 1
      hunk.new = hunk.new.lowerBound..<hunk.new.upperBound + 1
    }
    return hunk
  }

  /// Adds a hunk, to the last one where they meet.
  private mutating func append(_ hunk: Hunk) {
    if let last = hunks.last, hunk.old.lowerBound <= last.old.upperBound,
      hunk.new.lowerBound <= last.new.upperBound
    {
      hunks[hunks.count - 1] = Hunk(
        old: min(last.old.lowerBound, hunk.old.lowerBound)..<hunk.old.upperBound,
        new: min(last.new.lowerBound, hunk.new.lowerBound)..<hunk.new.upperBound
      )
    } else {
      hunks.append(hunk)
    }
  }

  /// Of scripts that set words apart.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value) { return false }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || scalar.properties.canonicalCombiningClass != .notReordered
  }
}

extension WordDifference {
  private static let contextScalars = 40

  func removed(_ hunk: Hunk) -> String { Self.string(old[hunk.old]) }
  func added(_ hunk: Hunk) -> String { Self.string(new[hunk.new]) }

  /// A few words of the new text before and after a hunk, within its line.
  func context(_ hunk: Hunk) -> (before: String, after: String) {
    let before = new[..<hunk.new.lowerBound].suffix(Self.contextScalars)
    let after = new[hunk.new.upperBound...].prefix(Self.contextScalars)
    var start = before.lastIndex(of: "\n").map { before[($0 + 1)...] } ?? before
    var end = after.prefix { $0 != "\n" }
    // Not cut within a word, where there are several.
    if start.count == Self.contextScalars, start.startIndex > 0,
      let space = start.firstIndex(of: " "), new[start.startIndex - 1] != "\n"
    {
      start = start[(space + 1)...]
    }
    if end.count == Self.contextScalars, end.endIndex < new.count, new[end.endIndex] != "\n",
      let space = end.lastIndex(of: " ")
    {
      end = end[..<space]
    }
    return (Self.string(start), Self.string(end))
  }

  private static func string(_ slice: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(slice))
  }

  /// What changed, the ends of its lines outside of the marks.
  private func marked(_ text: String, _ mark: (String) -> String) -> String {
    let words = text.trimmingSuffix(while: \.isNewline)
    let rest = text[words.endIndex...]
    return (words.isEmpty ? "" : mark(Sanitized.text(String(words)))) + rest
  }

  /// The hunks with what stands around them; those that are near one another in one line together.
  func lines(_ style: Style) -> [String] {
    var lines: [String] = []
    var end = 0
    for (index, hunk) in hunks.enumerated() {
      let gap = new[end..<hunk.new.lowerBound]
      let isNear =
        index > 0 && gap.count <= 2 * Self.contextScalars && !gap.contains("\n")
      var text = ""
      if isNear {
        text = Sanitized.text(Self.string(gap))
      } else {
        let before = context(hunk).before
        let start = hunk.new.lowerBound - before.unicodeScalars.count
        let isCut = start > 0 && new[start - 1] != "\n"
        text = (isCut ? "…" : "") + Sanitized.text(before)
      }
      text += marked(removed(hunk), style.removed) + marked(added(hunk), style.added)
      if isNear { lines[lines.count - 1] += text } else { lines.append(text) }
      end = hunk.new.upperBound
      let next = index + 1 < hunks.count ? new[end..<hunks[index + 1].new.lowerBound] : new[end...]
      if next.count > 2 * Self.contextScalars || next.contains("\n") || index + 1 == hunks.count {
        let after = context(hunk).after
        let isCut =
          end + after.unicodeScalars.count < new.count
          && new[end + after.unicodeScalars.count] != "\n"
        lines[lines.count - 1] += Sanitized.text(after) + (isCut ? "…" : "")
      }
    }
    return lines
  }
}

extension String {
  fileprivate func trimmingSuffix(while isLeftOut: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, isLeftOut(last) { rest.removeLast() }
    return rest
  }
}
