import Capture
import Model
import Store

/// All passages that do not stand in their source any more.
struct QuoteReport {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// Prints one after the other, with a count at the end.
  ///
  /// - Complexity: each source's text is read once; one is held at a time.
  func show() throws {
    var count = 0
    var listed = 0
    // A source in the trash takes no clippings along.
    let sources = try session.read { reader in
      try reader.sources() + reader.sources(Listing(trashed: true))
    }
    for source in sources {
      let clippings = try session.read { try $0.clippings(of: source.id) }
      guard !clippings.isEmpty else { continue }
      let anchor = try session.read { try $0.sourceText(of: source.id)?.anchor }
      count += clippings.count
      for clipping in clippings {
        let check = QuoteCheck(clipping, of: source, in: anchor)
        guard !check.isVerbatim else { continue }
        if listed > 0 { session.output.print("") }
        listed += 1
        session.output.print(check.json) { lines(check, $0) }
        session.output.flush()
      }
    }
    session.output.note(Self.summary(listed: listed, of: count))
  }

  private static func summary(listed: Int, of count: Int) -> String {
    switch (listed, count) {
    case (0, 0): "there are no passages"
    case (0, 1): "the one passage stands in its source"
    case (0, _): "\(counted(count, "passage")), all of which stand in their sources"
    case (1, _): "1 of \(counted(count, "passage")) does not stand in its source"
    default: "\(listed) of \(counted(count, "passage")) do not stand in their sources"
    }
  }

  private func lines(_ check: QuoteCheck, _ style: Style) -> String {
    let clipping = check.clipping
    var lines = [
      style.id(clipping.id.short) + "  " + quoted(clipping.quote),
      "  in "
        + Terminal.fitted(Sanitized.line(check.source.title ?? check.source.url ?? ""), to: 60)
        + " " + style.id(check.source.id.short),
    ]
    switch check.standing {
    case .verbatim: break
    case .changed(let match):
      let percent = Int((match.confidence * 100).rounded())
      lines.append(
        match.isVerbatim
          ? "  " + style.warning("perhaps elsewhere")
            + ", \(percent) % sure: the same words among others"
          : "  " + style.warning("changed")
            + ", \(percent) % sure: \(quoted(match.selector.quote.exact))"
      )
    case .missing: lines.append("  " + style.warning("not there any more"))
    case .unanchored: lines.append("  " + style.warning("was not found there when it was clipped"))
    case .unknown: lines.append("  " + style.warning("the source's text is not here: sync again"))
    }
    return lines.joined(separator: "\n")
  }

  private func quoted(_ text: String) -> String {
    "“" + Terminal.fitted(Sanitized.line(text), to: max(Terminal.lineWidth - 14, 40)) + "”"
  }
}
