public import Sync

/// A sync folder in memory, whose files a test may change at will.
public final class MemorySyncFolder: SyncFolder {
  public let name: String
  private let state: Locked<State>

  private struct State {
    var files: [String: [UInt8]] = [:]
    var isMissing = false
    var writes = 0
  }

  public init(name: String = "/memory", files: [String: [UInt8]] = [:]) {
    self.name = name
    state = Locked(State(files: files))
  }

  /// Every file by its path.
  public var files: [String: [UInt8]] {
    get { state { $0.files } }
    set { state { $0.files = newValue } }
  }

  /// Whether the folder itself is gone.
  public var isMissing: Bool {
    get { state { $0.isMissing } }
    set { state { $0.isMissing = newValue } }
  }

  /// Files written and removed through the protocol so far.
  public var writes: Int { state { $0.writes } }

  public func list(_ directory: String) throws -> [String] {
    let names = try CheckedPath.directory(directory)
    return try withFolder { state in
      let prefix = names.map { $0 + "/" }.joined()
      let inside = state.files.keys.filter { $0.hasPrefix(prefix) }
      return Array(Set(inside.map { String($0.dropFirst(prefix.count).prefix { $0 != "/" }) }))
    }
  }

  public func read(_ path: String, limit: Int) throws -> [UInt8]? {
    _ = try CheckedPath(toRead: path)
    return try withFolder { state in
      guard let content = state.files[path] else { return nil }
      guard content.count <= limit else { throw SyncError(.unreadable, "\(path) is too large") }
      return content
    }
  }

  public func write(_ bytes: [UInt8], to path: String) throws -> Bool {
    _ = try CheckedPath(toWrite: path)
    return try withFolder { state in
      if let present = state.files[path] {
        guard present == bytes else { throw SyncError(.alreadyThere, "\(path) is there already") }
        return false
      }
      state.files[path] = bytes
      state.writes += 1
      return true
    }
  }

  public func remove(_ path: String) throws {
    _ = try CheckedPath(toWrite: path)
    try withFolder { state in
      if state.files.removeValue(forKey: path) != nil { state.writes += 1 }
    }
  }

  private func withFolder<Result>(_ body: (inout State) throws -> Result) throws -> Result {
    try state { state in
      guard !state.isMissing else {
        throw SyncError(.folderMissing, "there is no folder at \(name)")
      }
      return try body(&state)
    }
  }
}
