/// Presentation MathML as TeX: the elements that formulas on the web are made of.
///
/// What has no counterpart gives its content, so that no sign is lost.
struct MathML {
  let tree: HTMLTree

  func tex(of index: Int) -> String {
    let node = tree.nodes[index]
    switch node.name {
    case "": return node.text.trimmed()
    case "mi": return identifier(node, text: text(of: index))
    case "mn": return text(of: index)
    case "mo": return operation(index)
    case "mtext", "ms": return quoted(index)
    case "mspace": return "\\;"
    case "mfrac": return fraction(node, parts(of: index))
    case "msqrt": return "\\sqrt{\(row(parts(of: index)))}"
    case "mroot":
      return with(index, count: 2) { "\\sqrt[\(tex(of: $0[1]))]{\(tex(of: $0[0]))}" }
    case "msub": return with(index, count: 2) { base($0[0]) + "_" + group($0[1]) }
    case "msup": return with(index, count: 2) { base($0[0]) + "^" + group($0[1]) }
    case "msubsup":
      return with(index, count: 3) { base($0[0]) + "_" + group($0[1]) + "^" + group($0[2]) }
    case "munder": return with(index, count: 2) { under($0[0], $0[1]) }
    case "mover": return with(index, count: 2) { over($0[0], $0[1]) }
    case "munderover":
      return with(index, count: 3) { base($0[0]) + "_" + group($0[1]) + "^" + group($0[2]) }
    case "mtable": return MathMLTable(math: self, table: index).tex(fences: nil)
    case "mfenced": return fenced(node, parts(of: index))
    case "mphantom": return "\\phantom{\(row(parts(of: index)))}"
    case "semantics", "maction": return parts(of: index).first.map { tex(of: $0) } ?? ""
    case "annotation", "annotation-xml", "none", "mprescripts": return ""
    default: return row(parts(of: index))
    }
  }

  func parts(of index: Int) -> [Int] {
    tree.children(of: index).filter { child in
      let node = tree.nodes[child]
      return !node.isText || !node.text.allSatisfy(\.isWhitespace)
    }
  }

  func text(of index: Int) -> String { tree.text(of: index, all: true) }

  private func with(_ index: Int, count: Int, _ make: ([Int]) -> String) -> String {
    let parts = parts(of: index)
    return parts.count == count ? make(parts) : row(parts)
  }

  /// Elements one after the other, with a space where two would become one word.
  func row(_ parts: [Int]) -> String {
    var result = ""
    var place = 0
    while place < parts.count {
      var piece = tex(of: parts[place])
      // A table between fences is a matrix or a list of cases.
      if place + 1 < parts.count, let table = loneTable(parts[place + 1]),
        tree.nodes[parts[place]].name == "mo"
      {
        let hasEnd = place + 2 < parts.count && tree.nodes[parts[place + 2]].name == "mo"
        let fences = (text(of: parts[place]), hasEnd ? text(of: parts[place + 2]) : "")
        piece = MathMLTable(math: self, table: table).tex(fences: fences)
        place += hasEnd ? 2 : 1
      }
      result = Self.joined(result, piece)
      place += 1
    }
    return result
  }

  private func loneTable(_ index: Int) -> Int? {
    if tree.nodes[index].name == "mtable" { return index }
    let parts = parts(of: index)
    return tree.nodes[index].name == "mrow" && parts.count == 1 ? loneTable(parts[0]) : nil
  }

  static func joined(_ left: String, _ right: String) -> String {
    guard let last = left.unicodeScalars.last, let first = right.unicodeScalars.first else {
      return left + right
    }
    let endsInCommand = left.suffix(32).firstMatch(of: /\\[A-Za-z]+$/) != nil
    let isGlued = endsInCommand && first.properties.isAlphabetic
    return left + (isGlued && last != " " ? " " : "") + right
  }

  // MARK: Leaves

  private func identifier(_ node: HTMLTree.Node, text: String) -> String {
    let name = text.unicodeScalars.map { MathSymbols.tex[$0] ?? String($0) }
      .reduce("") { Self.joined($0, $1) }
    if text.unicodeScalars.count == 1 {
      switch node["mathvariant"] {
      case "bold", "bold-italic": return "\\mathbf{\(name)}"
      case "double-struck": return "\\mathbb{\(name)}"
      case "script": return "\\mathcal{\(name)}"
      case "fraktur": return "\\mathfrak{\(name)}"
      default: return name
      }
    }
    if MathSymbols.functions.contains(text) { return "\\" + text }
    return !text.isEmpty && text.allSatisfy(\.isLetter) && !name.contains("\\")
      ? "\\mathrm{\(name)}" : name
  }

  private func operation(_ index: Int) -> String {
    let text = text(of: index)
    if MathSymbols.functions.contains(text) { return "\\" + text }
    let signs = text.unicodeScalars.map { MathSymbols.tex[$0] ?? String($0) }
      .reduce("") { Self.joined($0, $1) }
    if text.count > 1, text.allSatisfy(\.isLetter) { return "\\operatorname{\(text)}" }
    let isInfix = text.unicodeScalars.first.map { MathSymbols.infix.contains($0) } ?? false
    return isInfix && tree.nodes[index]["form"] != "prefix" ? " \(signs) " : signs
  }

  private func quoted(_ index: Int) -> String {
    let raw = tree.subtree(of: index).map { tree.nodes[$0].text }.joined()
    let text = raw.split(omittingEmptySubsequences: false, whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    return text.allSatisfy(\.isWhitespace)
      ? (text.isEmpty ? "" : "\\ ") : "\\text{\(MathSymbols.escaped(text))}"
  }

  // MARK: Scripts and fractions

  private func group(_ index: Int) -> String { "{\(tex(of: index).trimmed())}" }

  /// What carries a script; more than one sign needs braces.
  private func base(_ index: Int) -> String {
    let text = tex(of: index).trimmed()
    let isOne =
      text.unicodeScalars.count < 2 || text.wholeMatch(of: /\\[A-Za-z]+(?:\{[^{}]*\})?/) != nil
    return isOne ? text : "{\(text)}"
  }

  private func fraction(_ node: HTMLTree.Node, _ parts: [Int]) -> String {
    guard parts.count == 2 else { return row(parts) }
    // The fences of a binomial stand around it as elements of their own.
    let isBare = node["linethickness"]?.hasPrefix("0") == true
    let command = isBare ? "\\genfrac{}{}{0pt}{}" : "\\frac"
    return command + group(parts[0]) + group(parts[1])
  }

  private func fenced(_ node: HTMLTree.Node, _ parts: [Int]) -> String {
    let separators = (node["separators"] ?? ",").filter { !$0.isWhitespace }
    let separator = separators.first.map { "\($0) " } ?? ""
    let inner = parts.map { tex(of: $0) }.joined(separator: separator)
    return MathSymbols.fence(node["open"] ?? "(") + inner + MathSymbols.fence(node["close"] ?? ")")
  }

  private func isLimited(_ index: Int) -> Bool {
    let text = text(of: index)
    return ["∑", "∏", "∐", "∫", "⋃", "⋂", "⨁", "⨂", "lim", "max", "min", "sup", "inf"]
      .contains(text) || text.hasPrefix("lim")
  }

  private func under(_ body: Int, _ script: Int) -> String {
    if isLimited(body) { return base(body) + "_" + group(script) }
    if let accent = MathSymbols.below[text(of: script)] { return accent + group(body) }
    return "\\underset" + group(script) + group(body)
  }

  private func over(_ body: Int, _ script: Int) -> String {
    if isLimited(body) { return base(body) + "^" + group(script) }
    if let accent = MathSymbols.above[text(of: script)] { return accent + group(body) }
    return "\\overset" + group(script) + group(body)
  }
}

/// The rows of a table in a formula: a matrix, cases, or lines that are aligned.
struct MathMLTable {
  let math: MathML
  let table: Int

  func tex(fences: (open: String, close: String)?) -> String {
    var label = ""
    let rows = math.parts(of: table).map { row -> String in
      var cells = math.parts(of: row)
      if math.tree.nodes[row].name == "mlabeledtr", let first = cells.first {
        label = "\\tag{" + math.text(of: first).filter { $0 != "(" && $0 != ")" } + "}"
        cells.removeFirst()
      }
      return cells.map { math.row(math.parts(of: $0)).trimmed() }.joined(separator: " & ")
    }
    if rows.count == 1, fences == nil { return rows[0] + label }
    let (name, around) = environment(fences)
    let body = "\\begin{\(name)}" + rows.joined(separator: " \\\\ ") + "\\end{\(name)}"
    return around.0 + body + around.1 + label
  }

  private func environment(_ fences: (open: String, close: String)?) -> (String, (String, String)) {
    switch (fences?.open, fences?.close) {
    case ("(", ")"): return ("pmatrix", ("", ""))
    case ("[", "]"): return ("bmatrix", ("", ""))
    case ("|", "|"), ("∣", "∣"): return ("vmatrix", ("", ""))
    case ("‖", "‖"): return ("Vmatrix", ("", ""))
    case ("{", ""): return ("cases", ("", ""))
    case (let open?, let close?):
      return (
        "matrix",
        (
          "\\left" + MathSymbols.fence(open, orDot: true),
          "\\right" + MathSymbols.fence(close, orDot: true)
        )
      )
    default:
      let aligned = math.tree.nodes[table]["columnalign"] ?? ""
      let isAligned = aligned.contains("right") || math.tree.nodes[table]["displaystyle"] == "true"
      return (isAligned ? "aligned" : "matrix", ("", ""))
    }
  }
}
