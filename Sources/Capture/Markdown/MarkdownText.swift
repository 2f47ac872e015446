/// Tells the words of a Markdown text from its markup.
///
/// Not a parser: it knows the markup that this module writes and that people commonly write, and
/// takes one pass. Where it errs, a word counts as markup or markup as a word.
enum MarkdownText {
  /// For each scalar whether it is markup, which a rendered page would not show.
  static func markup(in scalars: [Unicode.Scalar]) -> [Bool] {
    var scan = Scan(scalars: scalars)
    scan.run()
    return scan.hidden
  }

  /// The words alone.
  static func plain(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    let hidden = markup(in: scalars)
    var words = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() where !hidden[index] { words.append(scalar) }
    return String(words).collapsingWhitespace()
  }

  private struct Scan {
    let scalars: [Unicode.Scalar]
    var hidden: [Bool]
    /// The marks that end the code block we are in.
    private var fence: (mark: Unicode.Scalar, count: Int)?

    init(scalars: [Unicode.Scalar]) {
      self.scalars = scalars
      hidden = [Bool](repeating: false, count: scalars.count)
    }

    mutating func run() {
      var start = 0
      while start < scalars.count {
        var end = start
        while end < scalars.count, scalars[end] != "\n" { end += 1 }
        line(start..<end)
        start = end + 1
      }
    }

    private mutating func hide(_ range: Range<Int>) {
      for index in range { hidden[index] = true }
    }

    private mutating func line(_ range: Range<Int>) {
      let start = blockMarkers(in: range)
      if let fence {
        if run(of: fence.mark, at: start, before: range.upperBound) >= fence.count {
          hide(range)
          self.fence = nil
        }
        return
      }
      if start < range.upperBound, scalars[start] == "`" || scalars[start] == "~" {
        let count = run(of: scalars[start], at: start, before: range.upperBound)
        // What is behind the marks names a language; more backticks make it code within the line.
        let isFence =
          scalars[start] == "~" || !scalars[(start + count)..<range.upperBound].contains("`")
        if count >= 3, isFence {
          fence = (scalars[start], count)
          hide(range)
          return
        }
      }
      let isHeading = start > range.lowerBound && scalars[range.lowerBound..<start].contains("#")
      if !isHeading, isRule(start..<range.upperBound) {
        hide(range)
      } else {
        hide(range.lowerBound..<start)
        inline(start..<range.upperBound)
      }
    }

    /// The place after quotation, list and heading marks.
    private func blockMarkers(in range: Range<Int>) -> Int {
      var index = range.lowerBound
      while index < range.upperBound {
        var next = index
        while next < range.upperBound, scalars[next] == " " || scalars[next] == "\t" { next += 1 }
        guard next < range.upperBound else { return index }
        let marker = markerLength(at: next, before: range.upperBound)
        if marker == 0 { return next }
        index = next + marker
        if scalars[next] == "#" {
          while index < range.upperBound, scalars[index] == " " { index += 1 }
          return index
        }
      }
      return index
    }

    private func markerLength(at index: Int, before end: Int) -> Int {
      func isSpace(_ place: Int) -> Bool { place >= end || scalars[place] == " " }
      if fence != nil { return scalars[index] == ">" ? 1 : 0 }
      switch scalars[index] {
      case ">": return 1
      case "-", "+", "*": return isSpace(index + 1) ? 1 : 0
      case "#":
        let count = run(of: "#", at: index, before: end)
        return count <= 6 && isSpace(index + count) ? count : 0
      case "0"..."9":
        var next = index
        while next < end, ("0"..."9").contains(scalars[next]) { next += 1 }
        let isMarker = next < end && (scalars[next] == "." || scalars[next] == ")")
        return isMarker && isSpace(next + 1) && next - index < 10 ? next + 1 - index : 0
      case "[": return labelLength(at: index, before: end)
      default: return 0
      }
    }

    /// The label of a note, the kind of a callout, the box of a task.
    private func labelLength(at index: Int, before end: Int) -> Int {
      guard index + 2 < end, let close = scalars[index..<min(end, index + 64)].firstIndex(of: "]")
      else { return 0 }
      switch scalars[index + 1] {
      case "^":
        guard close + 1 < end, scalars[close + 1] == ":" else { return 0 }
        return close + 2 - index
      case "!":
        let isKind = scalars[(index + 2)..<close].allSatisfy {
          $0 == "-" || $0.properties.isAlphabetic
        }
        return isKind && close > index + 2 ? close + 1 - index : 0
      case " ", "x", "X":
        let isBox = close == index + 2 && index > 1 && scalars[index - 2] == "-"
        return isBox && close + 1 < end && scalars[close + 1] == " " ? 3 : 0
      default: return 0
      }
    }

    private func run(of mark: Unicode.Scalar, at index: Int, before end: Int) -> Int {
      var next = index
      while next < end, scalars[next] == mark { next += 1 }
      return next - index
    }

    /// Underlines of headings, rules, and the line below a table's head.
    private func isRule(_ range: Range<Int>) -> Bool {
      var marks = 0
      for index in range {
        switch scalars[index] {
        case "-", "=", "*", "_": marks += 1
        case " ", "|", ":": continue
        default: return false
        }
      }
      return marks >= 3
    }

    private mutating func inline(_ range: Range<Int>) {
      let isRow =
        range.count > 1 && scalars[range.lowerBound] == "|"
        && scalars[range.upperBound - 1] == "|"
      var brackets: [Int] = []
      var index = range.lowerBound
      while index < range.upperBound {
        let next = index + 1 < range.upperBound ? scalars[index + 1] : "\n"
        switch scalars[index] {
        case "\\":
          if index + 1 == range.upperBound || isPunctuation(next) {
            hidden[index] = true
            index += 1
          }
        case "`": index = codeEnd(from: index, before: range.upperBound) - 1
        case "<": index += hideTag(at: index, before: range.upperBound)
        case "*": hidden[index] = true
        case "~":
          hidden[index] = next == "~" || (index > range.lowerBound && scalars[index - 1] == "~")
        case "_": hidden[index] = !isWithinWord(index, in: range)
        case "|": hidden[index] = isRow
        case "[":
          if next == "^", let end = referenceEnd(from: index, before: range.upperBound) {
            hide(index..<end)
            index = end - 1
          } else {
            brackets.append(index)
          }
        case "]":
          if let open = brackets.popLast(), next == "(",
            let end = destinationEnd(from: index + 1, before: range.upperBound)
          {
            let isImage =
              open > range.lowerBound && scalars[open - 1] == "!"
              && !(open - 1 > range.lowerBound && scalars[open - 2] == "\\" && hidden[open - 2])
            hide(isImage ? (open - 1)..<end : index..<end)
            hidden[open] = true
            index = end - 1
          }
        default: break
        }
        index += 1
      }
    }

    /// Hides the marks around code, in which nothing else is markup, and gives the place after it.
    private mutating func codeEnd(from index: Int, before end: Int) -> Int {
      let count = run(of: "`", at: index, before: end)
      hide(index..<(index + count))
      var next = index + count
      while next < end {
        let length = run(of: "`", at: next, before: end)
        if length == count {
          hide(next..<(next + length))
          // Spaces at both ends keep backticks apart.
          let inside = (index + count)..<next
          if inside.count > 2, scalars[inside.lowerBound] == " ", scalars[next - 1] == " " {
            hidden[inside.lowerBound] = true
            hidden[next - 1] = true
          }
          return next + length
        }
        next += max(length, 1)
      }
      return index + count
    }

    /// Hides a tag of raised text or of a break; gives how far its end is.
    private mutating func hideTag(at index: Int, before end: Int) -> Int {
      guard let close = scalars[index..<min(end, index + 7)].firstIndex(of: ">") else { return 0 }
      var name = String.UnicodeScalarView()
      name.append(contentsOf: scalars[(index + 1)..<close])
      guard ["sup", "/sup", "sub", "/sub", "br"].contains(String(name)) else { return 0 }
      hide(index..<(close + 1))
      return close - index
    }

    private func referenceEnd(from index: Int, before end: Int) -> Int? {
      let label = scalars[(index + 2)..<min(end, index + 40)].prefix { $0 != "]" && $0 != " " }
      let close = index + 2 + label.count
      return !label.isEmpty && close < end && scalars[close] == "]" ? close + 1 : nil
    }

    /// The place after the bracket that ends a link's address.
    private func destinationEnd(from open: Int, before end: Int) -> Int? {
      var depth = 0
      for index in open..<end {
        if scalars[index] == "(" { depth += 1 }
        if scalars[index] == ")" { depth -= 1 }
        if depth == 0 { return index + 1 }
      }
      return nil
    }

    private func isWithinWord(_ index: Int, in range: Range<Int>) -> Bool {
      index > range.lowerBound && index + 1 < range.upperBound
        && isWord(scalars[index - 1]) && isWord(scalars[index + 1])
    }

    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isASCII && scalar.value > 32 && !isWord(scalar) || scalar == "_"
    }
  }
}
