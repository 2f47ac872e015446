import Foundation

/// Where things lie on this machine, by the XDG Base Directory Specification.
enum Places {
  private static let environment = ProcessInfo.processInfo.environment

  /// The library that the option names, else the variable, else the usual one.
  static func library(_ option: String?) -> URL {
    if let named = option ?? environment["CLIP_LIBRARY"], !named.isEmpty {
      return URL(fileURLWithPath: (named as NSString).expandingTildeInPath).standardizedFileURL
    }
    return base("XDG_DATA_HOME", ".local/share").appendingPathComponent("clip")
  }

  /// The installation secret and other machine state.
  static var state: URL { base("XDG_STATE_HOME", ".local/state").appendingPathComponent("clip") }

  private static func base(_ variable: String, _ usual: String) -> URL {
    // The specification: a relative path is to be ignored.
    if let named = environment[variable], named.hasPrefix("/") {
      return URL(fileURLWithPath: named)
    }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return URL(fileURLWithPath: home).appendingPathComponent(usual)
  }
}
