/// A piece of text in one face.
struct StyledText: Equatable {
  struct Face: OptionSet, Hashable {
    let rawValue: Int
    static let strong = Face(rawValue: 1)
    static let faint = Face(rawValue: 2)
    static let slanted = Face(rawValue: 4)
    static let struck = Face(rawValue: 8)
    static let code = Face(rawValue: 16)
    static let raised = Face(rawValue: 32)
    static let lowered = Face(rawValue: 64)
  }

  var text: String
  var face: Face = []
  /// Where it leads.
  var link: String?
}
