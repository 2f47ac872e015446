import Capture
import Foundation

/// A file that a person names.
enum InputFile {
  /// - Throws: ``CommandError`` that says what is wrong with the file and what to do.
  static func read(_ path: String, address: String?) throws -> Input {
    let file = URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory) else {
      throw CommandError(
        "noFile",
        "there is no file \(path)",
        hint: "Look at the spelling; an address begins with https://."
      )
    }
    guard !isDirectory.boolValue else {
      throw CommandError("notAFile", "\(path) is a directory", hint: "Name the files in it.")
    }
    guard let content = try? Data(contentsOf: file, options: .mappedIfSafe) else {
      throw CommandError("unreadable", "\(path) cannot be read", hint: "Look at its permissions.")
    }
    return Input(content, fileName: path, address: address)
  }
}
