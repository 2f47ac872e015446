extension ByteWriter {
  mutating func append(_ version: TextVersion) {
    append(version.count)
    for event in version {
      append(event.replica)
      append(event.sequence)
    }
  }

  mutating func append(_ edit: TextEdit) {
    append(edit.firstSequence)
    append(edit.parents)
    append(edit.patches.count)
    for patch in edit.patches {
      append(patch.position)
      append(patch.deleted)
      append(String(String.UnicodeScalarView(patch.inserted)))
    }
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
    let parents = try textVersion()
    var patches: [TextPatch] = []
    for _ in 0..<(try count(ofSize: 3)) {
      let position = try number()
      let deleted = try number()
      guard position <= Limits.textLength, deleted <= Limits.textLength else { throw .overlong }
      let inserted = Array(try text().unicodeScalars)
      patches.append(
        TextPatch(position: Int(position), deleted: Int(deleted), inserted: inserted)
      )
    }
    guard first <= UInt64.max / 2 else { throw .overlong }
    return TextEdit(firstSequence: first, parents: parents, patches: patches)
  }
}
