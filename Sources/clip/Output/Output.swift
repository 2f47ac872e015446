import Foundation

/// Where a command's results go: lines for people or objects for programs.
///
/// A class because a command prints in several places and long text for people is held back for the
/// pager.
final class Output {
  let isJSON: Bool
  let style: Style
  private var held = ""

  init(json: Bool) {
    isJSON = json
    style = Style(isColored: Terminal.hasColor && !json)
  }

  /// An object, with `--json`; else what `text` makes for people.
  func print(_ object: @autoclosure () -> JSON, _ text: (Style) -> String) {
    held += isJSON ? object().line : text(style)
    held += "\n"
  }

  /// An object, for programs alone.
  func print(object: JSON) {
    held += object.line + "\n"
  }

  /// Text for people; nothing with `--json`.
  func print(_ text: String) {
    guard !isJSON else { return }
    held += text + "\n"
  }

  /// Bytes as they are, with or without `--json`.
  func print(raw text: String) {
    held += text
  }

  /// A word beside the results.
  func note(_ text: String) {
    StandardError.print(isJSON ? text : "clip: \(Sanitized.text(text))")
  }

  /// Shows what was printed.
  ///
  /// - Parameter paged: long text on a terminal goes through the pager.
  func flush(paged: Bool = false) {
    defer { held = "" }
    if paged, Terminal.isOutput, !isJSON,
      held.count(where: { $0 == "\n" }) >= Terminal.size.rows, Pager.show(held)
    {
      return
    }
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(held.utf8))
    } catch {
      // Whoever reads them must not take a part of the results for all of them.
      Failure(
        CommandError(
          "unwritable",
          "the results cannot be written: \(SystemReason.of(error))",
          hint: "What the command did is done; only its output is cut."
        )
      ).report(asJSON: isJSON)
    }
  }
}

/// The program that people read long text with.
enum Pager {
  /// Whether it could be shown so.
  static func show(_ text: String) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    let command = environment["CLIP_PAGER"] ?? environment["PAGER"] ?? "less"
    guard !command.isEmpty, command != "cat" else { return false }
    // Colours as they are, no waiting for what fits the screen.
    setenv("LESS", "FRX", 0)
    guard let status = try? Shell.run(command, reading: text) else { return false }
    return status != 127
  }
}
