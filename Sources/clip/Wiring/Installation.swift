import Foundation
import Store
import Sync

/// The secret that tells this installation from any other, made at first use.
enum Installation {
  /// - Throws: when the state directory cannot be written.
  static func secret() throws -> [UInt8] {
    let file = Places.state.appendingPathComponent("installation")
    if let secret = try? Data(contentsOf: file), secret.count == size { return Array(secret) }
    let secret = randomBytes(size)
    do {
      try DurableDirectory.make(at: Places.state, attributes: [.posixPermissions: 0o700])
      // What is there of another size is none: a disk lost its content.
      if let present = try? Data(contentsOf: file), present.count != size {
        try FileManager.default.removeItem(at: file)
      }
      // Whole or not there, however it ends. Two first uses at once: whoever comes second takes
      // what is there.
      let directory = LocalSyncFolder(path: Places.state.path, writer: "state")
      _ = try directory.write(secret, to: file.lastPathComponent)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
      return secret
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
