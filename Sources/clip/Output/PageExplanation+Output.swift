import Capture
import Foundation
import Model

extension PageExplanation {
  /// Where the fields are from, then a line for each block of the page: why it is left out, or a
  /// plus where it is not.
  func print(to output: Output) {
    output.print(
      output.style.dim(
        """
        What the page says of itself, and on how many pages such a place is right;
        what else it says stands below, with a minus.

        """
      )
    )
    for field in fields { ExplanationOfField(field: field).print(to: output) }
    let missing = fields.filter { $0.value == nil && $0.rivals.isEmpty }.map(\.field.rawValue)
    if !missing.isEmpty {
      output.print(output.style.dim("The page says nothing of: \(missing.joined(separator: ", "))"))
    }
    output.print("")
    for block in blocks {
      output.print(
        .object([
          ("kind", .string("block")), ("kept", .bool(block.rule == nil)),
          ("rule", .optional(block.rule?.rawValue)),
          ("place", .string(block.place)), ("text", .string(block.text)),
        ])
      ) { style in
        let text = Sanitized.text(block.text)
        guard let rule = block.rule else {
          return "+ \(text)\n    " + style.dim(Self.fitted(block.place, after: 4))
        }
        let place = style.dim(Self.fitted(block.place, after: 6 + rule.rawValue.count))
        let cut = Terminal.fitted(text, to: min(100, Terminal.lineWidth - 2))
        return style.dim("- \(cut)") + "\n    \(style.warning(rule.rawValue))  \(place)"
      }
    }
  }

  /// A place without its outermost elements, as many as the line has no room for.
  private static func fitted(_ place: String, after columns: Int) -> String {
    let width = Terminal.lineWidth - columns
    let whole = Sanitized.line(place)
    var names = whole.components(separatedBy: " > ")
    var text = whole
    while Terminal.width(of: text) > width, names.count > 1 {
      names.removeFirst()
      text = "… > " + names.joined(separator: " > ")
    }
    return Terminal.fitted(text, to: width)
  }
}
