import Foundation
import Sync

/// A directory of a disk that is made to hold certain files, with modification times that mean
/// nothing: of 1970, of the future, all the same, or later for what is older.
///
/// Carriers set them as they like. Whoever compares them misses what came.
final class RealDirectory: Sendable {
  private let place: URL
  private let folder: LocalSyncFolder
  private let state: Locked<State>

  private struct State {
    var isStale = true
    /// What stands there.
    var files: [String: [UInt8]] = [:]
    var random: SeededGenerator
  }

  init(_ place: URL, seed: UInt64) {
    self.place = place
    folder = LocalSyncFolder(path: place.path, writer: "simulated")
    state = Locked(State(random: SeededGenerator(seed: seed)))
  }

  /// Whether what stands there is no longer what should.
  var isStale: Bool {
    get { state { $0.isStale } }
    set { state { $0.isStale = newValue } }
  }

  /// The directory once it holds certain files.
  ///
  /// - Parameter files: by their paths; `nil` when there is to be no directory.
  /// - Returns: the directory.
  func showing(_ files: @autoclosure () -> [String: [UInt8]]?) -> LocalSyncFolder {
    guard isStale else { return folder }
    let files = files()
    state { state in
      do {
        if let files { try Self.bring(&state, to: files, at: place) } else { try clear(&state) }
        state.isStale = false
      } catch {
        preconditionFailure("the disk of a simulation fails: \(error)")
      }
    }
    return folder
  }

  /// What was written or, with `nil`, removed through the directory itself.
  func wrote(_ bytes: [UInt8]?, to path: String) {
    state { $0.files[path] = bytes }
  }

  private func clear(_ state: inout State) throws {
    if FileManager.default.fileExists(atPath: place.path) {
      try FileManager.default.removeItem(at: place)
    }
    state.files = [:]
  }

  private static func bring(
    _ state: inout State,
    to files: [String: [UInt8]],
    at place: URL
  ) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: place, withIntermediateDirectories: true)
    for path in state.files.keys where files[path] == nil {
      try manager.removeItem(at: place.appendingPathComponent(path))
    }
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where state.files[path] != bytes {
      let file = place.appendingPathComponent(path)
      let directory = file.deletingLastPathComponent()
      try manager.createDirectory(at: directory, withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
      for touched in [file, directory] {
        try manager.setAttributes(
          [.modificationDate: anyTime(&state.random)],
          ofItemAtPath: touched.path
        )
      }
    }
    state.files = files
  }

  private static func anyTime(_ random: inout SeededGenerator) -> Date {
    switch random.next() % 4 {
    case 0: Date(timeIntervalSince1970: 0)
    case 1: Date(timeIntervalSince1970: 1_767_225_600)
    case 2: Date(timeIntervalSince1970: 4_102_444_800)
    default: Date(timeIntervalSince1970: Double(random.next() % 4_000_000_000))
    }
  }
}
