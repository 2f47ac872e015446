extension ByteWriter {
  mutating func append(_ version: TextVersion) {
    append(version.count)
    for event in version {
      append(event.replica)
      append(event.sequence)
    }
  }

  /// Columns: positions, deletions, lengths, and all that is inserted as one text.
  mutating func append(_ edit: TextEdit) {
    append(edit.firstSequence)
    append(edit.parents)
    append(edit.patches.count)
    var cursor = 0
    for patch in edit.patches {
      append(signed: Int64(patch.position - cursor))
      cursor = patch.position + patch.inserted.count
    }
    for patch in edit.patches { append(patch.deleted) }
    // The last one has what is left.
    for patch in edit.patches.dropLast() { append(patch.inserted.count) }
    var inserted: [Unicode.Scalar] = []
    for patch in edit.patches { inserted += patch.inserted }
    append(String(scalars: inserted))
  }
}

extension ByteReader {
  mutating func textVersion() throws(CodecError) -> TextVersion {
    var version: TextVersion = []
    for _ in 0..<(try count(ofSize: 17)) {
      let event = EventID(replica: try id(), sequence: try number())
      if let last = version.last, last >= event {
        throw CodecError("a text version is out of order")
      }
      version.append(event)
    }
    return version
  }

  mutating func textEdit() throws(CodecError) -> TextEdit {
    let first = try number()
    guard first <= UInt64.max / 2 else { throw .overlong }
    let parents = try textVersion()
    let count = try count(ofSize: 2)
    var shifts: [Int64] = []
    for _ in 0..<count { shifts.append(try signed()) }
    var deletions: [Int] = []
    for _ in 0..<count { deletions.append(try length()) }
    var lengths: [Int] = []
    for _ in 0..<max(0, count - 1) { lengths.append(try length()) }
    let inserted = [Unicode.Scalar](scalarsOf: try text())

    var patches: [TextPatch] = []
    var cursor: Int64 = 0
    var taken = 0
    for index in 0..<count {
      let (position, isOver) = cursor.addingReportingOverflow(shifts[index])
      guard !isOver, position >= 0, position <= Limits.textLength else { throw .overlong }
      let length = index < count - 1 ? lengths[index] : inserted.count - taken
      guard length <= inserted.count - taken else { throw CodecError("a text is too short") }
      patches.append(
        TextPatch(
          position: Int(position),
          deleted: deletions[index],
          inserted: Array(inserted[taken..<taken + length])
        )
      )
      taken += length
      cursor = position + Int64(length)
    }
    guard taken == inserted.count else { throw CodecError("a text is too long") }
    return TextEdit(firstSequence: first, parents: parents, patches: patches)
  }

  /// A number of scalars.
  private mutating func length() throws(CodecError) -> Int {
    let number = try number()
    guard number <= Limits.textLength else { throw .overlong }
    return Int(number)
  }
}
