/// Finds the article in a page: by the density of its paragraphs, and by the elements that say so.
///
/// Rules that leave too little are taken back one by one.
struct MainText {
  /// The parts of a page to write out.
  struct Selection {
    var roots: [Int]
    var marks: BlockMarks
    var measures: Measures

    /// Whether most of it stands in sentences and little in links.
    var readsLikeText: Bool {
      let linked = roots.reduce(0) { $0 + measures[$1].linked }
      return linked * 3 < length
    }

    /// Characters in sentences.
    var prose: Int32 { roots.reduce(0) { $0 + measures[$1].prose } }

    /// Characters of the parts.
    var length: Int32 { roots.reduce(0) { $0 + measures[$1].text } }
  }

  private let tree: HTMLTree
  private let linkedBody: String?
  private let off: Set<ExtractionRule>
  private let hints: NameHints
  private let weights: TextWeights
  private let pruning: Pruning
  private let unread: BlockMarks
  private let pageMeasures: Measures

  /// - Parameters:
  ///   - tree: The page.
  ///   - linkedBody: The article's text as the page's JSON-LD has it.
  ///   - off: The rules to do without.
  init(tree: HTMLTree, linkedBody: String?, without off: Set<ExtractionRule> = []) {
    self.tree = tree
    self.linkedBody = linkedBody
    self.off = off
    hints = NameHints(tree, without: off)
    weights = TextWeights(tree)
    pruning = Pruning(tree: tree, hints: hints, off: off)
    unread = pruning.unreadMarks()
    pageMeasures = Measures(tree, weights: weights, marks: unread)
  }

  /// What one attempt at a page makes use of.
  private struct Attempt {
    var pruning = Pruning.Strength.names
    var usesNames = true
    var cleans = true
  }

  private static let attempts = [
    Attempt(), Attempt(pruning: .sureNames), Attempt(pruning: .sureNames, usesNames: false),
    Attempt(pruning: .frames), Attempt(pruning: .frames, usesNames: false),
    Attempt(pruning: .frames, usesNames: false, cleans: false),
    Attempt(pruning: .hiddenOnly, usesNames: false, cleans: false),
  ]

  /// Characters of an article below which looser rules are tried.
  private static let enough = 400

  /// The article of the page; everything readable where no part of it stands out.
  func selection() -> Selection {
    var best: Selection?
    for attempt in Self.attempts {
      let selection = select(attempt)
      // A short page is short whatever the rules; only a good deal more is worth a looser rule.
      if selection.length > (best?.length ?? 0) * 2, best == nil || selection.readsLikeText {
        best = selection
      }
      if let best, best.length >= Self.enough || off.contains(.retries) { return best }
    }
    return best ?? Selection(roots: [0], marks: unread, measures: pageMeasures)
  }

  private func select(_ attempt: Attempt) -> Selection {
    var marks = unread
    pruning.prune(&marks, strength: attempt.pruning, measures: pageMeasures)
    let measures = Measures(tree, weights: weights, marks: marks)
    let candidates = candidates(attempt, measures: measures, marks: marks).map {
      finished($0, attempt, measures: measures, marks: marks)
    }
    guard let first = candidates.first else {
      return finished(
        [tree.firstElement(named: "body") ?? 0],
        attempt,
        measures: measures,
        marks: marks
      )
    }
    if off.contains(.arbiter) { return first }
    return Arbiter(tree: tree, linkedBody: off.contains(.linkedBody) ? nil : linkedBody)
      .choice(between: first, and: candidates.dropFirst().first)
  }

  /// What the extractors find, the scores first.
  private func candidates(_ attempt: Attempt, measures: Measures, marks: BlockMarks) -> [[Int]] {
    var found: [[Int]] = []
    if !off.contains(.paragraphScores) {
      let scores = ParagraphScores(
        tree: tree,
        hints: hints,
        measures: measures,
        marks: marks,
        usesNames: attempt.usesNames,
        off: off
      )
      var roots = scores.roots()
      if !off.contains(.namedElement) {
        let named = NamedElement(tree: tree, hints: hints, measures: measures, marks: marks)
        roots = named.element(holding: roots).map { [$0] } ?? roots
      }
      found.append(roots)
    }
    if !off.contains(.bodySelectors) {
      let selectors = BodySelectors(tree: tree, hints: hints, measures: measures, marks: marks)
      if let root = selectors.root(), found != [[root]] { found.append([root]) }
    }
    return found.filter { !$0.isEmpty }
  }

  /// The roots with what leads into them, without what does not belong to their text.
  private func finished(
    _ found: [Int],
    _ attempt: Attempt,
    measures: Measures,
    marks: BlockMarks
  ) -> Selection {
    var roots = found
    var marks = marks
    if !off.contains(.densityClimb), roots.count == 1 {
      let climb = DensityClimb(tree: tree, measures: measures)
      let root = climb.climbed(from: roots[0])
      if root != roots[0], !off.contains(.strayBlock) {
        climb.dropStrays(in: root, around: roots[0], marks: &marks)
      }
      roots = [root]
    }
    if !off.contains(.leadParagraph), let first = roots.first {
      let leads = LeadParagraphs(tree: tree, hints: hints, page: pageMeasures, measures: measures)
      for lead in leads.leads(into: first, marks: marks) {
        marks.keep(lead, in: tree, as: unread)
        if lead < first { roots.insert(lead, at: roots.count - found.count) }
      }
    }
    if attempt.cleans {
      let cleaning = Cleaning(tree: tree, hints: hints, measures: measures, off: off)
      for root in roots { cleaning.clean(root, marks: &marks) }
    }
    if attempt.cleans {
      let cleaned = Measures(tree, weights: weights, marks: marks)
      TellingLines(tree: tree, measures: cleaned, off: off).drop(in: roots, marks: &marks)
    }
    return Selection(
      roots: roots,
      marks: marks,
      measures: Measures(tree, weights: weights, marks: marks)
    )
  }
}
