/// Which way the text of a page runs, of which somebody turned the page and not what is on it.
enum Turn {
  /// To the right, or not clearly anywhere.
  case none
  /// Down the page, its first line at the right.
  case down
  /// Up the page, its first line at the left.
  case up

  /// The way from character to character within words, weighed over the page.
  init(of characters: [Unicode.Scalar], at places: [Box]) {
    var across = 0.0
    var along = 0.0
    var direction = 0.0
    for index in characters.indices.dropFirst()
    where !characters[index].properties.isWhitespace
      && !characters[index - 1].properties.isWhitespace
    {
      let (last, next) = (places[index - 1], places[index])
      let x = (next.left + next.right - last.left - last.right) / 2
      let y = (next.top + next.bottom - last.top - last.bottom) / 2
      // What is further away is another line.
      guard abs(x) + abs(y) < 3 * max(last.height, last.right - last.left) else { continue }
      across += abs(x)
      along += abs(y)
      direction += y
    }
    if along > 2 * across {
      self = direction > 0 ? .down : .up
    } else {
      self = .none
    }
  }

  /// A box of a page of this size, where it stands when the text is turned upright.
  func upright(_ box: Box, _ width: Double, _ height: Double) -> Box {
    switch self {
    case .none: box
    case .down:
      Box(left: box.top, top: width - box.right, right: box.bottom, bottom: width - box.left)
    case .up:
      Box(left: height - box.bottom, top: box.left, right: height - box.top, bottom: box.right)
    }
  }
}
