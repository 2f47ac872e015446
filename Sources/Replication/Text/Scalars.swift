extension [Unicode.Scalar] {
  /// The scalars of a text; quicker than its view of them.
  init(scalarsOf text: String) {
    var text = text
    self = text.withUTF8 { bytes in
      [Unicode.Scalar](unsafeUninitializedCapacity: bytes.count) { scalars, count in
        count = 0
        var index = 0
        while index < bytes.count {
          let byte = bytes[index]
          if byte < 0x80 {
            scalars.initializeElement(at: count, to: Unicode.Scalar(byte))
            index += 1
          } else {
            // Strings are valid UTF-8: the first byte says how many follow.
            let more = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
            var value = UInt32(byte) & (0x3f >> UInt32(more))
            for offset in 1...more { value = value << 6 | UInt32(bytes[index + offset] & 0x3f) }
            scalars.initializeElement(at: count, to: Unicode.Scalar(value) ?? "\u{fffd}")
            index += 1 + more
          }
          count += 1
        }
      }
    }
  }
}

extension String {
  /// A text of scalars; quicker than appending to its view of them.
  init(scalars: [Unicode.Scalar]) {
    let size = scalars.reduce(into: 0) { $0 += UTF8.width($1) }
    self.init(unsafeUninitializedCapacity: size) { bytes in
      var index = 0
      for scalar in scalars {
        if scalar.value < 0x80 {
          bytes[index] = UInt8(truncatingIfNeeded: scalar.value)
          index += 1
        } else {
          for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
            bytes[index] = byte
            index += 1
          }
        }
      }
      return index
    }
  }
}
