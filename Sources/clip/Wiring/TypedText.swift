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
  /// - Parameter hint: how to do without an editor.
  /// - Throws: when there is no terminal to edit on, when the editor fails, and what `use` throws;
  ///   what was typed is then kept in a file that the error's hint names.
  static func editing<Result>(
    _ text: String,
    named name: String,
    otherwise hint: String = "Give the text, or - for standard input.",
    _ use: (String) throws -> Result
  ) throws -> Result {
    guard Terminal.isInput, Terminal.isOutput else {
      throw CommandError.usage(
        "there is nothing to do, and no terminal to open an editor on",
        hint: hint
      )
    }
    let directory = try privateDirectory()
    let file = directory.appendingPathComponent("\(name).md")
    try Data(text.utf8).write(to: file)
    do {
      let result = try use(try Editor.edit(file))
      try? FileManager.default.removeItem(at: directory)
      return result
    } catch {
      let left = (try? Data(contentsOf: file)) ?? Data()
      let isTyped =
        left != Data(text.utf8) && !left.allSatisfy { $0 == 32 || (9...13).contains($0) }
      guard isTyped else {
        try? FileManager.default.removeItem(at: directory)
        throw error
      }
      let failure = Failure(error)
      let kept = "What you typed is kept in \(file.path)"
      throw CommandError(
        failure.code,
        failure.message,
        hint: failure.hint.map { "\($0)\n\(kept)" } ?? kept,
        exitCode: failure.exitCode
      )
    }
  }

  /// A new directory that nobody else may look into, nor has made before us.
  private static func privateDirectory() throws -> URL {
    let place = FileManager.default.temporaryDirectory
    var name = Array(place.appendingPathComponent("clip-XXXXXX").path.utf8CString)
    guard mkdtemp(&name) != nil else {
      throw CommandError(
        "unwritable",
        "cannot make a file to edit in \(place.path): \(String(cString: strerror(errno)))",
        hint: "Name another directory with TMPDIR, or give the text as an argument."
      )
    }
    return URL(
      fileURLWithPath: String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    )
  }
}

/// The person's editor.
private enum Editor {
  static func edit(_ file: URL) throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let editor =
      [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty }
      ?? "vi"
    let status = try Shell.run("\(editor) \"$1\"", file.path)
    guard status != 126, status != 127 else {
      throw CommandError(
        "editorFailed",
        "there is no editor \(editor)",
        hint: "Name yours with the variable VISUAL or EDITOR."
      )
    }
    guard status == 0 else {
      throw CommandError(
        "editorFailed",
        "the editor \(editor) ended with status \(status); nothing was saved"
      )
    }
    guard let text = String(validating: try Data(contentsOf: file), as: UTF8.self) else {
      throw CommandError("notText", "the editor left something that is not UTF-8 text")
    }
    return text
  }
}
