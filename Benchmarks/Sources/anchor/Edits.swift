/// A text after random edits, with where each scalar came from.
struct EditedText {
  private(set) var scalars: [Unicode.Scalar] = []
  /// For each scalar its place in the original; -1 for what was put in.
  private(set) var origins: [Int] = []

  var text: String { String(String.UnicodeScalarView(scalars)) }

  /// Edits so many of the words, and moves as many of the paragraphs.
  init(_ original: [Unicode.Scalar], rate: Double, using random: inout Numbers) {
    var paragraphs = Self.paragraphs(of: original)
    let vocabulary = Self.words(of: original)
    for index in paragraphs.indices where random.chance(rate) {
      let paragraph = paragraphs.remove(at: index)
      paragraphs.insert(paragraph, at: random.below(paragraphs.count + 1))
    }
    for paragraph in paragraphs {
      var index = paragraph.lowerBound
      while index < paragraph.upperBound {
        var end = Self.wordEnd(from: index, in: original[..<paragraph.upperBound])
        let word = index..<end
        while end < paragraph.upperBound, Self.isSpace(original[end]) { end += 1 }
        let space = word.upperBound..<end
        if !word.isEmpty, random.chance(rate) {
          edit(original, word, space, vocabulary, using: &random)
        } else {
          keep(original, word.lowerBound..<space.upperBound)
        }
        index = end
      }
    }
  }

  private mutating func edit(
    _ original: [Unicode.Scalar],
    _ word: Range<Int>,
    _ space: Range<Int>,
    _ vocabulary: [Range<Int>],
    using random: inout Numbers
  ) {
    switch random.below(5) {
    case 0:
      // Deleted, with its space unless that ends a line.
      if original[space].contains("\n") { keep(original, space) }
    case 1:
      put(original[vocabulary[random.below(vocabulary.count)]] + [" "])
      keep(original, word.lowerBound..<space.upperBound)
    case 2:
      put(original[vocabulary[random.below(vocabulary.count)]] + [])
      keep(original, space)
    case 3:
      keep(original, word)
      if original[space].contains("\n") {
        keep(original, space)
      } else if !space.isEmpty {
        put(Array([" \u{A0}", "\n", "  ", "\t"][random.below(4)].unicodeScalars))
      }
    default:
      for index in word {
        switch original[index] {
        case "\u{201C}", "\u{201D}", "\u{AB}", "\u{BB}": put(["\""], from: index)
        case "\"": put(["\u{201D}"], from: index)
        case "\u{2019}", "\u{2018}": put(["'"], from: index)
        case "'": put(["\u{2019}"], from: index)
        case "\u{2013}", "\u{2014}": put(["-"], from: index)
        default: keep(original, index..<index + 1)
        }
      }
      keep(original, space)
    }
  }

  private mutating func keep(_ original: [Unicode.Scalar], _ range: Range<Int>) {
    scalars += original[range]
    origins += range
  }

  private mutating func put(_ inserted: [Unicode.Scalar], from origin: Int = -1) {
    scalars += inserted
    origins += inserted.map { _ in origin }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\n" || scalar == "\t"
  }

  /// Each with the empty line behind it.
  private static func paragraphs(of text: [Unicode.Scalar]) -> [Range<Int>] {
    var paragraphs: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < text.count {
      if text[index] == "\n", index + 1 < text.count, text[index + 1] == "\n" {
        while index < text.count, text[index] == "\n" { index += 1 }
        paragraphs.append(start..<index)
        start = index
      } else {
        index += 1
      }
    }
    if start < text.count { paragraphs.append(start..<text.count) }
    return paragraphs
  }

  private static func words(of text: [Unicode.Scalar]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var index = 0
    while index < text.count {
      let end = wordEnd(from: index, in: text[...])
      // Words with an address would put in what no reader sees.
      if index < end, !text[index..<end].contains("]") { words.append(index..<end) }
      index = max(end, index + 1)
    }
    return words.isEmpty ? [0..<text.count] : words
  }

  /// The end of the word that begins at a place; of what is written without spaces, three letters.
  private static func wordEnd(from start: Int, in text: ArraySlice<Unicode.Scalar>) -> Int {
    var end = start
    while end < text.endIndex, !isSpace(text[end]) {
      let letters = end - start
      if letters > 0,
        isUnspaced(text[start]) != isUnspaced(text[end]) || letters == 3 && isUnspaced(text[start])
      {
        break
      }
      end += 1
    }
    return end
  }

  /// Whether it is of Thai, Lao, Chinese or Japanese.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x2E80...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x3_FFFF: true
    default: false
    }
  }
}

/// What is left of a passage of the original in the edited text, counted in what a reader sees:
/// addresses and pictures are not.
struct Whereabouts {
  /// The largest piece of it that stands together.
  let piece: Range<Int>
  /// How much of the passage is in that piece, 0…1.
  let share: Double
  private let places: [Int]
  private let edited: EditedText
  private let isVisible: [Bool]

  init(of passage: Range<Int>, in edited: EditedText, _ isVisible: [Bool]) {
    self.edited = edited
    self.isVisible = isVisible
    places = edited.origins.indices.filter { place in
      let origin = edited.origins[place]
      return passage.contains(origin) && isVisible[origin]
    }
    // What was put in within a paragraph is far shorter than a paragraph that came between.
    var best = (range: 0..<0, count: 0)
    var start = places.first ?? 0
    var last = start
    var count = 0
    for place in places + [.max] {
      if Self.isFar(last, place, edited, isVisible) {
        if count > best.count { best = (start..<last + 1, count) }
        (start, count) = (place, 0)
      }
      last = place
      count += 1
    }
    piece = best.range
    share = Double(best.count) / Double(max(1, passage.count { isVisible[$0] }))
  }

  private static func isFar(
    _ last: Int,
    _ place: Int,
    _ edited: EditedText,
    _ isVisible: [Bool]
  ) -> Bool {
    if place == .max { return true }
    return place - last > 100 && visible(last..<place, edited, isVisible) > 100
  }

  private static func visible(
    _ range: Range<Int>,
    _ edited: EditedText,
    _ isVisible: [Bool]
  ) -> Int {
    range.count { edited.origins[$0] < 0 || isVisible[edited.origins[$0]] }
  }

  /// Whether a place has any of the passage.
  func isTouched(by place: Range<Int>) -> Bool { places.contains { place.contains($0) } }

  /// Whether a place has half of what is left, and is by half of it.
  func isFound(at place: Range<Int>) -> Bool {
    let common = places.count { place.contains($0) }
    return common > 0 && 2 * common >= places.count
      && 2 * common >= Self.visible(place, edited, isVisible)
  }
}
