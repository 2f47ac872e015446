import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The program rclone, started once for each thing to do.
///
/// Its output goes to files of a directory that is only ours, so that no pipe has to be emptied
/// while it runs. It stays in our process group: Ctrl-C ends both.
struct Rclone: Sendable {
  /// A path, or a name that is looked for where programs are.
  let program: String
  let place: RclonePlace
  /// The absolute path of the directory for lists and output.
  let directory: String

  /// A file of the remote.
  struct Entry: Decodable {
    let path: String
    /// -1 where the remote does not say.
    let size: Int

    private enum CodingKeys: String, CodingKey {
      case path = "Path"
      case size = "Size"
    }
  }

  /// Deeper than the format goes: a place that was named by mistake may hold millions of files.
  private static let depth = "4"
  /// Bytes of the longest listing, some million files.
  private static let listingLimit = 1 << 28
  private static let wordsLimit = 1 << 24

  /// The files of the remote; neither times nor kinds are asked, which cost a request each on some.
  func list() throws -> [Entry] {
    let output = try run("list", .unreadable) {
      ["lsjson", "--recursive", "--files-only", "--no-modtime", "--no-mimetype", "--fast-list"]
        + ["--max-depth", Self.depth, "--", place.remotePath]
    }
    do {
      return try JSONDecoder().decode([Entry].self, from: Data(output))
    } catch {
      throw SyncError(
        .unreadable,
        "rclone listed \(place) in a form that clip does not know",
        hint: "clip needs rclone 1.60 or newer: rclone version"
      )
    }
  }

  /// Copies files of the remote into a directory, as far as the remote still has them.
  func fetch(_ paths: [String], to directory: String) throws {
    let list = try list(of: paths)
    _ = try run("read", .unreadable) {
      // Streams side by side would lay a file out at its full length before it is there.
      ["copy", "--no-traverse", "--multi-thread-streams", "0", "--files-from-raw", list]
        + ["--", place.remotePath, directory]
    }
  }

  /// Copies files to the remote, never over others; times are not looked at.
  func send(_ paths: [String], from directory: String) throws {
    let list = try list(of: paths)
    _ = try run("write to", .unwritable) {
      ["copy", "--no-traverse", "--immutable", "--size-only", "--files-from-raw", list]
        + ["--", directory, place.remotePath]
    }
  }

  /// Removes files of the remote; those that are not there are no error.
  func remove(_ paths: [String]) throws {
    let list = try list(of: paths)
    _ = try run("remove files of", .unwritable) {
      ["delete", "--files-from-raw", list, "--", place.remotePath]
    }
  }

  private func list(of paths: [String]) throws -> String {
    precondition(!paths.isEmpty && paths.allSatisfy { !$0.contains("\n") })
    let path = directory + "/list"
    do {
      try Data((paths.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw SyncError(.unwritable, "cannot write \(path)", cause: error)
    }
    return path
  }

  /// Runs it and gives what it printed.
  ///
  /// - Throws: what ``RcloneFailure`` says of its words, if it does not succeed.
  private func run(
    _ action: String,
    _ code: SyncError.Code,
    arguments: () -> [String]
  ) throws -> [UInt8] {
    // A password is asked for on no terminal here: better to fail than to wait for ever.
    let words = [program, "--ask-password=false"] + arguments()
    let status: Int32
    do {
      status = try ChildProcess.run(
        words,
        output: directory + "/output",
        errors: directory + "/errors"
      )
    } catch let failure as FileDescriptor.Failure {
      throw RcloneFailure.notStarted(failure, place)
    }
    guard status != 0 else { return try content("output", limit: Self.listingLimit) }
    let said = try content("errors", limit: Self.wordsLimit)
    throw RcloneFailure(
      place: place,
      action: action,
      code: code,
      status: status,
      words: String(decoding: said, as: UTF8.self)
    )
  }

  private func content(_ name: String, limit: Int) throws -> [UInt8] {
    do {
      return try FileDescriptor.directory(at: directory).file(name).content(limit: limit)
    } catch let failure as FileDescriptor.Failure {
      throw SyncError(
        .unreadable,
        "what rclone said of \(place) cannot be read: \(directory)/\(name)",
        cause: failure
      )
    }
  }
}
