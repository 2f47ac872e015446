/// How long each text of a page is and how many commas it has, in any script.
///
/// Counted once for a page, however often its blocks are measured.
struct TextWeights {
  private(set) var text: [Int32]
  private(set) var commas: [Int32]

  init(_ tree: HTMLTree) {
    text = [Int32](repeating: 0, count: tree.nodes.count)
    commas = text
    for index in tree.nodes.indices where tree.kinds[index].contains(.text) {
      (text[index], commas[index]) = Self.weigh(tree.nodes[index].text)
    }
  }

  /// Characters, runs of white space as one; wide characters count twice.
  ///
  /// No words are counted: Chinese, Japanese and Thai have none between spaces.
  static func weigh(_ string: String) -> (text: Int32, commas: Int32) {
    var text: Int32 = 0
    var commas: Int32 = 0
    var inWord = false
    func count(_ value: UInt32) {
      switch value {
      case 9...13, 32, 0xA0: inWord = false
      default:
        text += value >= 0x2E80 ? 2 : 1
        if !inWord { text += 1 }
        inWord = true
        if value == 0x2C || value >= 0x060C && commaScalars.contains(value) { commas += 1 }
      }
    }
    for scalar in string.unicodeScalars { count(scalar.value) }
    return (max(0, text - 1), commas)
  }

  /// Commas of all scripts, and the ideographic and Thai-like marks that do their work.
  private static let commaScalars: Set<UInt32> = [
    0x060C, 0x104A, 0x1363, 0x2E32, 0x2E34, 0x2E41, 0x3001, 0x3002, 0xFE10, 0xFE11, 0xFE50,
    0xFF0C, 0xFF61, 0xFF64,
  ]
}
