/// The likeliest character set of text that is not UTF-8 and declares nothing.
///
/// The multibyte sets of East Asia are told apart by which lead bytes their commonest characters
/// have; Cyrillic by whole words of high bytes. All else reads as Windows-1252, as browsers do.
enum CharsetGuess {
  static func label(for bytes: [UInt8]) -> String {
    let sample = bytes.prefix(1 << 18)
    let high = sample.count { $0 >= 0x80 }
    guard high > 0 else { return "WINDOWS-1252" }

    // Shift_JIS: kana have lead bytes 82 and 83, whose second byte is often below 80.
    let kana = pairs(in: sample) { lead, trail in
      (lead == 0x82 && trail >= 0x9F && trail <= 0xF1)
        || (lead == 0x83 && trail >= 0x40 && trail <= 0x96)
    }
    if kana * 2 * 4 > high { return "CP932" }

    let isDoubled = runs(in: sample).allSatisfy { $0.count.isMultiple(of: 2) }
    let doubled = pairs(in: sample) { lead, trail in lead >= 0xA1 && trail >= 0xA1 }
    if isDoubled || doubled * 2 * 10 > high * 8 {
      let eucKana = pairs(in: sample) { lead, trail in
        (lead == 0xA4 || lead == 0xA5) && trail >= 0xA1 && trail <= 0xF6
      }
      if eucKana * 4 > doubled { return "EUC-JP" }
      let hangul = pairs(in: sample) { lead, trail in
        (0xB0...0xC8).contains(lead) && trail >= 0xA1
      }
      if hangul * 20 > doubled * 17, doubled > 8 { return "CP949" }
    }
    let hanzi = pairs(in: sample) { lead, trail in (0xB0...0xF7).contains(lead) && trail >= 0xA1 }
    if hanzi * 2 * 2 > high, doubled > 4 { return "GB18030" }
    let big5 = pairs(in: sample) { lead, trail in
      (0xA4...0xC6).contains(lead) && (trail >= 0x40 && trail <= 0x7E || trail >= 0xA1)
    }
    if big5 * 2 * 2 > high, big5 > 8 { return "BIG5-HKSCS" }

    let letters = runs(in: sample)
    let long = letters.filter { $0.count >= 3 }.reduce(0) { $0 + $1.count }
    if long * 2 > high {
      // Capitals of one set are the small letters of the other, and most letters are small.
      let upperHalf = sample.count { $0 >= 0xE0 }
      return upperHalf * 2 > high ? "WINDOWS-1251" : "KOI8-R"
    }
    return "WINDOWS-1252"
  }

  private static func runs(in bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    bytes.split { $0 < 0x80 }
  }

  /// How many two-byte characters, read from the start of each run, are of a kind.
  private static func pairs(
    in bytes: ArraySlice<UInt8>,
    where matches: (UInt8, UInt8) -> Bool
  ) -> Int {
    var count = 0
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      if matches(bytes[index], bytes[index + 1]) { count += 1 }
      index += 2
    }
    return count
  }
}
