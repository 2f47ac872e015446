import Capture

extension PageExplanation {
  /// A line for each block of the page: why it is left out, or a plus where it is not.
  func print(to output: Output) {
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
