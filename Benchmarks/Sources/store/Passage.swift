import Model

/// A clipping to be written, as an import has them.
struct Passage {
  let selector: Selector
  let note: String?
  let tags: [String]

  init(_ world: World) {
    let start = world.number(below: 100_000)
    let exact = world.words(25)
    selector = Selector(
      quote: TextQuoteSelector(exact: exact, prefix: world.words(5), suffix: world.words(5)),
      position: TextPositionSelector(start: start, end: start + exact.unicodeScalars.count)
    )
    note = world.number(below: 4) == 0 ? world.words(12) : nil
    tags = world.number(below: 3) == 0 ? [world.words(1)] : []
  }
}
