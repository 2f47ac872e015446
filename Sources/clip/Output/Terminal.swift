import Foundation

/// What is on the other end of a stream.
enum Terminal {
  static let isOutput = isatty(STDOUT_FILENO) == 1
  static let isInput = isatty(STDIN_FILENO) == 1
  static let isError = isatty(STDERR_FILENO) == 1

  /// Colour only on a terminal that has it, and not against the user's wish.
  static let hasColor: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isOutput && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }()

  /// Columns and rows of the terminal; 80 × 24 when it does not say.
  static let size: (columns: Int, rows: Int) = {
    var window = winsize()
    guard isOutput, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else {
      return (80, 24)
    }
    return (Int(window.ws_col), Int(window.ws_row))
  }()

  /// Columns that a line for people may take: those of the terminal; to a file or a program lines go
  /// whole.
  static let lineWidth = isOutput ? size.columns : 1 << 20

  /// How many columns a text takes: wide characters take two, marks none.
  static func width(of text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + width(of: $1) }
  }

  static func width(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x300...0x36f: return 0
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }

  /// The text cut to so many columns, with an ellipsis where something is missing.
  static func fitted(_ text: String, to columns: Int) -> String {
    guard width(of: text) > columns else { return text }
    var fitted = ""
    var used = 0
    for character in text {
      let width = width(of: character)
      if used + width > max(columns - 1, 0) { break }
      fitted.append(character)
      used += width
    }
    return fitted + "…"
  }
}

/// Words and numbers for people, beside the results.
enum StandardError {
  static func print(_ text: String) { write(text + "\n") }

  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
