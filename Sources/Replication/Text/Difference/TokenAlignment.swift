/// The cheapest alignment of two short sequences of tokens.
///
/// Each scalar deleted or inserted costs one, a line break more, and each run of deletions or
/// insertions something on top: what it takes to write it down. So a space or a short word between
/// two replaced passages does not keep them apart, and one between two insertions does (Gotoh, *An
/// Improved Algorithm for Matching Biological Sequences*, 1982).
enum TokenAlignment {
  struct Costs {
    /// Of a run of deletions, and of a run of insertions.
    var patch: Int32
    /// Of what stays between two changes.
    var island: Int32
    /// Of a word taken out or put in, on top of its letters: words mean more than what is between.
    var word: Int32 = 0
    /// Of a line break taken out or put in.
    var lineBreak: Int32 = 1

    /// What it costs to take a token out or to put it in.
    ///
    /// Where one scalar more no longer matters it is bounded, so that no sum overflows.
    func weight(_ token: Int, of tokens: TextTokens) -> Int32 {
      let range = tokens.scalars(token..<token + 1)
      let first = tokens.text[range.lowerBound]
      if first == "\n" || first == "\r" { return lineBreak }
      let length = Int32(min(range.count, 1 << 12))
      return word > 0 && TokenKind(first) == .word ? length + word : length
    }
  }

  /// Whether aligning so many tokens costs no more than ``Limits/alignmentWidth`` for each.
  static func isAffordable(_ oldCount: Int, _ newCount: Int) -> Bool {
    let count = oldCount + newCount
    return count <= Limits.alignedTokens && oldCount * newCount <= Limits.alignmentWidth * count
  }

  /// What stays, in order.
  ///
  /// - Complexity: O(M N) for M old and N new tokens.
  static func matches(
    _ old: ArraySlice<Int32>,
    _ new: ArraySlice<Int32>,
    _ oldTokens: TextTokens,
    _ newTokens: TextTokens,
    costs: Costs
  ) -> [Hunk] {
    let width = new.count + 1
    var choices = [Choice](repeating: Choice(), count: (old.count + 1) * width)
    var row = (0..<width).map { _ in Cell() }
    let newWeights = new.indices.map { costs.weight($0, of: newTokens) }

    // The row of no old token: all that is new is put in.
    row[0].matched = 0
    for column in 1..<width {
      let before = row[column - 1]
      let opens = before.matched &+ costs.patch < before.inserting
      row[column].inserting =
        (opens ? before.matched &+ costs.patch : before.inserting) &+ newWeights[column - 1]
      choices[column].insertion = opens ? .matched : .inserting
    }

    for (line, place) in old.indices.enumerated() {
      let oldWeight = costs.weight(place, of: oldTokens)
      let number = old[place]
      var diagonal = row[0]
      var left = Cell()
      for column in 0..<width {
        let above = row[column]
        var cell = Cell()
        var choice = Choice()

        let opens = above.matched &+ costs.patch < above.deleting
        cell.deleting = (opens ? above.matched &+ costs.patch : above.deleting) &+ oldWeight
        choice.deletion = opens ? .matched : .deleting

        if column > 0 {
          let first = min(left.matched, left.deleting)
          if first &+ costs.patch < left.inserting {
            cell.inserting = first &+ costs.patch &+ newWeights[column - 1]
            choice.insertion = left.matched <= left.deleting ? .matched : .deleting
          } else {
            cell.inserting = left.inserting &+ newWeights[column - 1]
            choice.insertion = .inserting
          }
          if number == new[new.startIndex + column - 1] {
            let change = min(diagonal.deleting, diagonal.inserting)
            if diagonal.matched <= change &+ costs.island {
              cell.matched = diagonal.matched
              choice.match = .matched
            } else {
              cell.matched = change &+ costs.island
              choice.match = diagonal.deleting < diagonal.inserting ? .deleting : .inserting
            }
          }
        }
        choices[(line + 1) * width + column] = choice
        row[column] = cell
        left = cell
        diagonal = above
      }
    }
    return walkBack(choices, old.startIndex, new.startIndex, width, last: row[width - 1].cheapest)
  }

  private static func walkBack(
    _ choices: [Choice],
    _ oldStart: Int,
    _ newStart: Int,
    _ width: Int,
    last: Step
  ) -> [Hunk] {
    var matches: [Hunk] = []
    var line = choices.count / width - 1
    var column = width - 1
    var step = last
    while line > 0 || column > 0 {
      let choice = choices[line * width + column]
      switch step {
      case .matched:
        let match = Hunk(
          old: oldStart + line - 1..<oldStart + line,
          new: newStart + column - 1..<newStart + column
        )
        if let next = matches.last, next.old.lowerBound == match.old.upperBound,
          next.new.lowerBound == match.new.upperBound
        {
          matches[matches.count - 1] = Hunk(
            old: match.old.lowerBound..<next.old.upperBound,
            new: match.new.lowerBound..<next.new.upperBound
          )
        } else {
          matches.append(match)
        }
        step = choice.match
        line -= 1
        column -= 1
      case .deleting:
        step = choice.deletion
        line -= 1
      case .inserting:
        step = choice.insertion
        column -= 1
      }
    }
    return matches.reversed()
  }

  private enum Step: UInt8 {
    case matched
    case deleting
    case inserting
  }

  /// What came before each of the three ways to reach a cell.
  private struct Choice {
    var match = Step.matched
    var deletion = Step.deleting
    var insertion = Step.inserting
  }

  /// The least costs of reaching a cell with each last step.
  private struct Cell {
    /// More than any text costs, and far from overflowing.
    static let unreachable: Int32 = 1 << 30

    var matched = unreachable
    var deleting = unreachable
    var inserting = unreachable

    var cheapest: Step {
      if matched <= deleting, matched <= inserting { return .matched }
      return deleting <= inserting ? .deleting : .inserting
    }
  }
}
