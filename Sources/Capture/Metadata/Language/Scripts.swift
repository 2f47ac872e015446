/// How many letters of a text are of each script.
struct Scripts {
  private(set) var counts: [String: Int] = [:]
  private(set) var letters = 0

  /// - Complexity: O(length of the text)
  init(_ text: some StringProtocol) {
    for scalar in text.unicodeScalars {
      guard let script = Self.script(of: scalar) else { continue }
      counts[script, default: 0] += 1
      letters += 1
    }
  }

  /// The share of letters that are of a script.
  func share(of script: String) -> Double {
    letters == 0 ? 0 : Double(counts[script] ?? 0) / Double(letters)
  }

  /// The language that a text is in by its script alone; `nil` where several share the script.
  var language: String? {
    guard letters > 0 else { return nil }
    // Japanese mixes three scripts; only kana are its own.
    if share(of: "kana") > 0.08 { return "ja" }
    if share(of: "ko") > 0.3 { return "ko" }
    // Names and loan words in Latin letters are common in Chinese, seldom half of it.
    if share(of: "han") > 0.3 { return "zh" }
    return counts.filter { Self.alone.contains($0.key) }
      .max { ($0.value, $1.key) < ($1.value, $0.key) }
      .flatMap { share(of: $0.key) > 0.5 ? $0.key : nil }
  }

  /// Scripts that one living language of the press has to itself, by its code.
  private static let alone: Set<String> = [
    "el", "he", "hy", "ka", "th", "lo", "km", "my", "si", "bn", "pa", "gu", "or", "ta", "te", "kn",
    "ml", "am", "bo",
  ]

  private static func script(of scalar: Unicode.Scalar) -> String? {
    let value = scalar.value
    if value < 0x80 { return (0x61...0x7A).contains(value | 0x20) ? "latin" : nil }
    if value < 0xC0 { return nil }
    if value < 0x250 { return value == 0xD7 || value == 0xF7 ? nil : "latin" }
    // Marks and letters of a block alike: what counts is which block it is.
    return ranges.first { $0.range.contains(value) }?.script
  }

  private static let ranges: [(range: ClosedRange<UInt32>, script: String)] = [
    (0x0370...0x03FF, "el"), (0x0400...0x052F, "cyrillic"), (0x0530...0x058F, "hy"),
    (0x0590...0x05FF, "he"), (0x0600...0x077F, "arabic"), (0x0900...0x097F, "devanagari"),
    (0x0980...0x09FF, "bn"), (0x0A00...0x0A7F, "pa"), (0x0A80...0x0AFF, "gu"),
    (0x0B00...0x0B7F, "or"), (0x0B80...0x0BFF, "ta"), (0x0C00...0x0C7F, "te"),
    (0x0C80...0x0CFF, "kn"), (0x0D00...0x0D7F, "ml"), (0x0D80...0x0DFF, "si"),
    (0x0E00...0x0E7F, "th"), (0x0E80...0x0EFF, "lo"), (0x0F00...0x0FFF, "bo"),
    (0x1000...0x109F, "my"), (0x10A0...0x10FF, "ka"), (0x1100...0x11FF, "ko"),
    (0x1200...0x137F, "am"), (0x1780...0x17FF, "km"), (0x1E00...0x1EFF, "latin"),
    (0x3040...0x30FF, "kana"), (0x3130...0x318F, "ko"), (0x3400...0x4DBF, "han"),
    (0x4E00...0x9FFF, "han"), (0xAC00...0xD7AF, "ko"), (0xF900...0xFAFF, "han"),
    (0xFB50...0xFDFF, "arabic"), (0xFE70...0xFEFF, "arabic"),
  ]
}
