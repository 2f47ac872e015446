/// Breaks text into lines of so many columns, between words and between the characters of scripts
/// that write without spaces.
struct TextFold {
  private struct Cell {
    var character: Character
    var width: Int
    var piece: Int
  }

  private let pieces: [StyledText]
  private let columns: Int
  private var lines: [[StyledText]] = []
  private var line: [Cell] = []
  private var lineWidth = 0
  private var word: [Cell] = []
  private var wordWidth = 0

  /// Lines without spaces at their ends.
  ///
  /// A word that is wider than a line stands on one alone and is left to the terminal. Linear in the
  /// length.
  static func lines(of pieces: [StyledText], columns: Int) -> [[StyledText]] {
    var fold = TextFold(pieces: pieces, columns: max(columns, 1))
    fold.run()
    return fold.lines
  }

  private init(pieces: [StyledText], columns: Int) {
    self.pieces = pieces
    self.columns = columns
  }

  private mutating func run() {
    for (number, piece) in pieces.enumerated() {
      for character in piece.text {
        let cell = Cell(
          character: character,
          width: Terminal.width(of: character),
          piece: number
        )
        switch character {
        case "\n":
          endWord()
          endLine()
        case " ", "\t":
          endWord()
          if line.isEmpty { continue }
          line.append(Cell(character: " ", width: 1, piece: number))
          lineWidth += 1
        default:
          if isBreakable(before: cell) { endWord() }
          word.append(cell)
          wordWidth += cell.width
        }
      }
    }
    endWord()
    if !line.isEmpty || lines.isEmpty { endLine() }
  }

  /// Between wide characters, but not before a mark that closes nor behind one that opens.
  private func isBreakable(before cell: Cell) -> Bool {
    guard let last = word.last, last.width == 2 || cell.width == 2 else { return false }
    return !Self.closing.contains(cell.character) && !Self.opening.contains(last.character)
      && !(cell.width == 1 && Self.isMark(cell.character))
      && !(last.width == 1 && Self.isMark(last.character))
  }

  private static func isMark(_ character: Character) -> Bool {
    character.isPunctuation || character.isSymbol
  }

  private static let closing = Set("、。，．：；？！」』）】》〉〕］｝”’…・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々％")
  private static let opening = Set("「『（【《〈〔［｛“‘")

  private mutating func endWord() {
    if lineWidth + wordWidth > columns, !word.isEmpty, !line.isEmpty { endLine() }
    line += word
    lineWidth += wordWidth
    word = []
    wordWidth = 0
  }

  private mutating func endLine() {
    while line.last?.character == " " { line.removeLast() }
    var styled: [StyledText] = []
    var piece = -1
    for cell in line {
      if cell.piece == piece {
        styled[styled.count - 1].text.append(cell.character)
      } else {
        styled.append(pieces[cell.piece])
        styled[styled.count - 1].text = String(cell.character)
        piece = cell.piece
      }
    }
    lines.append(styled)
    line = []
    lineWidth = 0
  }
}
