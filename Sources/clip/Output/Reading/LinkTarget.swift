/// Where a link or a picture leads, and its title: `(address "title")`.
struct LinkTarget {
  let address: String
  let title: String
  /// The place behind it.
  let end: Int

  /// Nothing where no such thing stands there.
  init?(_ scalars: [Unicode.Scalar], at start: Int) {
    var index = start + 1
    var address = String.UnicodeScalarView()
    while index < scalars.count, scalars[index] != ")", !scalars[index].properties.isWhitespace {
      address.append(scalars[index])
      index += 1
    }
    var title = String.UnicodeScalarView()
    if index + 1 < scalars.count, scalars[index] == " ", scalars[index + 1] == "\"" {
      index += 2
      while index < scalars.count, scalars[index] != "\"" {
        if scalars[index] == "\\", index + 1 < scalars.count,
          StyledLine.isPunctuation(scalars[index + 1])
        {
          index += 1
        }
        title.append(scalars[index])
        index += 1
      }
      index += 1
    }
    guard index < scalars.count, scalars[index] == ")" else { return nil }
    self.address = String(address).replacing("&amp;", with: "&")
    self.title = String(title).replacing("&amp;", with: "&")
    end = index + 1
  }
}
