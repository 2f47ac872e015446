/// A folder at a remote of rclone, as a person names it: `rclone:REMOTE:PATH`.
///
/// The remote is one of rclone's configuration, or begins with a colon and is made on the fly
/// (`rclone::sftp,host=…:PATH`).
public struct RclonePlace: Hashable, Sendable, CustomStringConvertible {
  /// What rclone calls the folder: `REMOTE:PATH`.
  public let remotePath: String

  static let prefix = "rclone:"

  /// Whether a name is meant to be one of these, well formed or not.
  public static func isMeant(by name: String) -> Bool { name.hasPrefix(prefix) }

  /// - Parameter name: as a person typed it; `nil` when it does not begin with `rclone:`, names no
  ///   remote, or could be taken for an option of rclone.
  public init?(_ name: String) {
    guard Self.isMeant(by: name) else { return nil }
    var text = name.dropFirst(Self.prefix.count)
    // One folder has one name, by which it is remembered.
    while text.hasSuffix("/") && !text.hasSuffix(":/") { text.removeLast() }
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value)
    }
    guard isPlain, text.dropFirst().contains(":"), !text.hasPrefix("-") else { return nil }
    remotePath = String(text)
  }

  /// The name of the remote, without its path and parameters.
  var remote: String {
    let start = remotePath.hasPrefix(":") ? ":" : ""
    return start + remotePath.dropFirst(start.count).prefix { $0 != ":" && $0 != "," }
  }

  /// What the folder is remembered by.
  public var description: String { Self.prefix + remotePath }
}
