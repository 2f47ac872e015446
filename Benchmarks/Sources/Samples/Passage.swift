public import Model

/// A clipping to be written, as an import has them.
public struct Passage {
  public let selector: Selector
  public let note: String?
  public let tags: [String]

  public init(_ numbers: inout Numbers) {
    let start = numbers.number(below: 100_000)
    let exact = numbers.words(25)
    selector = Selector(
      quote: TextQuoteSelector(exact: exact, prefix: numbers.words(5), suffix: numbers.words(5)),
      position: TextPositionSelector(start: start, end: start + exact.unicodeScalars.count)
    )
    note = numbers.number(below: 4) == 0 ? numbers.words(12) : nil
    tags = numbers.number(below: 3) == 0 ? [numbers.words(1)] : []
  }
}
