import Capture
import Model

extension PageExplanation {
  /// Where the fields are from, then a line for each block of the page: why it is left out, or a
  /// plus where it is not.
  func print(to output: Output) {
    output.print(
      output.style.dim(
        """
        What the page says of itself. The share is that of pages on which such a place is right;
        what other places say stands below, with a minus.

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
        let place = style.dim(Sanitized.text(block.place))
        guard let rule = block.rule else { return "+ \(text)\n    \(place)" }
        let cut = text.count > 100 ? text.prefix(100) + "…" : text[...]
        return style.dim("- \(cut)") + "\n    \(style.warning(rule.rawValue))  \(place)"
      }
    }
  }
}
