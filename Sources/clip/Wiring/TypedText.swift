import Foundation

/// Text that a person gives: as an argument, on standard input, or in an editor.
enum TypedText {
  /// The whole of standard input.
  ///
  /// - Throws: when it is not UTF-8.
  static func standardInput() throws -> String {
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandError(
        "notText",
        "standard input is not UTF-8 text",
        hint: "Convert it with iconv."
      )
    }
    return text
  }

  /// An argument, with `-` for standard input.
  static func resolve(_ argument: String) throws -> String {
    argument == "-" ? try standardInput() : argument
  }

  /// Lets a person edit a text and uses what they made of it.
  ///
  /// - Throws: when there is no terminal to edit on, when the editor fails, and what `use` throws;
  ///   what was typed is then kept in a file that a line on stderr names.
  static func editing<Result>(
    _ text: String,
    named name: String,
    _ use: (String) throws -> Result
  ) throws -> Result {
    guard Terminal.isInput, Terminal.isOutput else {
      throw CommandError.usage(
        "there is no text, and no terminal to write it on",
        hint: "Give the text, or - for standard input."
      )
    }
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("clip-\(getpid())")
    try FileManager.default.createDirectory(
      at: directory,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
    let file = directory.appendingPathComponent("\(name).md")
    try Data(text.utf8).write(to: file)
    do {
      let result = try use(try Editor.edit(file))
      try? FileManager.default.removeItem(at: directory)
      return result
    } catch {
      StandardError.print("clip: what you typed is kept in \(file.path)")
      throw error
    }
  }
}

/// The person's editor.
private enum Editor {
  static func edit(_ file: URL) throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let editor =
      [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty }
      ?? "vi"
    guard try Shell.run("\(editor) \"$1\"", file.path) == 0 else {
      throw CommandError("editorFailed", "the editor \(editor) failed; nothing was changed")
    }
    guard let text = String(validating: try Data(contentsOf: file), as: UTF8.self) else {
      throw CommandError("notText", "the editor left something that is not UTF-8 text")
    }
    return text
  }
}
