import Foundation

/// The secret that tells this installation from any other, made at first use.
enum Installation {
  /// - Throws: when the state directory cannot be written.
  static func secret() throws -> [UInt8] {
    let file = Places.state.appendingPathComponent("installation")
    if let secret = try? Data(contentsOf: file), secret.count == size { return Array(secret) }
    let secret = Data(randomBytes(size))
    do {
      try FileManager.default.createDirectory(
        at: Places.state,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
      // Two first uses at once: whoever comes second takes what is there.
      try secret.write(to: file, options: .withoutOverwriting)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
      return Array(secret)
    } catch {
      if let other = try? Data(contentsOf: file), other.count == size { return Array(other) }
      throw CommandError(
        "noState",
        "cannot write \(file.path), which tells this installation from others",
        hint: "Make the directory writable, or name another with XDG_STATE_HOME."
      )
    }
  }

  private static let size = 32

  /// From the system's generator.
  static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
