import Capture
import Model

/// What `clip add --explain` tells of a field: its value, who says so and how surely, and what else
/// the page says.
///
///     title      The tides of the inner harbour
///                97 %  heading that is declared; also: og:title, title element
///              - Tides of 1911
///                80 %  JSON-LD
struct ExplanationOfField {
  let field: PageExplanation.Field

  /// How many other values are told.
  private static let limit = 4
  private static let nameWidth = 11
  private static let indent = String(repeating: " ", count: nameWidth)

  func print(to output: Output) {
    if output.isJSON { return output.print(object: json) }
    if field.value == nil, field.rivals.isEmpty { return }
    output.print(lines(output.style).joined(separator: "\n"))
  }

  private func lines(_ style: Style) -> [String] {
    let name = field.field.rawValue
    let head = name + String(repeating: " ", count: max(1, Self.nameWidth - name.count))
    var lines = [head + shown(field.value, or: style.dim("none: nothing is sure enough"), style)]
    if let chosen = field.chosen {
      lines.append(source(of: chosen, style))
    } else if field.value != nil {
      lines.append(Self.indent + style.dim("given with the page"))
    }
    for rival in field.rivals.prefix(Self.limit) {
      let mark = Self.indent.dropLast(2) + "- "
      lines.append(mark + style.dim(cut(Sanitized.line(rival.evidence.value))))
      lines.append(source(of: rival, style))
    }
    let more = field.rivals.count - Self.limit
    if more > 0 { lines.append(Self.indent + style.dim("and \(counted(more, "more value"))")) }
    return lines
  }

  private func shown(_ value: String?, or none: String, _ style: Style) -> String {
    value.map { style.strong(cut(Sanitized.line($0))) } ?? none
  }

  private func cut(_ text: String) -> String {
    Terminal.fitted(text, to: Terminal.lineWidth - Self.nameWidth)
  }

  /// How sure a value is, and who says so.
  private func source(of claim: PageExplanation.Claim, _ style: Style) -> String {
    var also: [String] = []
    for other in claim.agreeing where !also.contains(place(other)) { also.append(place(other)) }
    let agreeing = also.isEmpty ? "" : "; also: " + also.joined(separator: ", ")
    let text = share(claim.evidence) + "  " + place(claim.evidence) + agreeing
    return Self.indent + style.dim(cut(text))
  }

  /// The rule without its field, which stands in front already.
  private func place(_ found: Evidence) -> String {
    found.source.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? found.source
  }

  private func share(_ found: Evidence) -> String {
    let share = "\(Int((found.confidence * 100).rounded())) %"
    return String(repeating: " ", count: max(0, 4 - share.count)) + share
  }
}

extension ExplanationOfField {
  private var json: JSON {
    let chosen = field.chosen.map(fields) ?? [("value", .optional(field.value))]
    return .object(
      [("kind", .string("field")), ("field", .string(field.field.rawValue))] + chosen
        + [("rivals", .array(field.rivals.map { .object(fields($0)) }))]
    )
  }

  private func fields(_ claim: PageExplanation.Claim) -> [(String, JSON)] {
    [
      ("value", .string(claim.evidence.value)), ("source", .string(claim.evidence.source)),
      ("confidence", .fraction(claim.evidence.confidence)),
      (
        "agreeing",
        .array(
          claim.agreeing.map { other in
            .object([
              ("source", .string(other.source)), ("confidence", .fraction(other.confidence)),
            ])
          }
        )
      ),
    ]
  }
}
