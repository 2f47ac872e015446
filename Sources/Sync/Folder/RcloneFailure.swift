#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What rclone's own words for a failure come to.
struct RcloneFailure: Error {
  enum Kind {
    case noRemote
    case noFolder
    case unreachable
    case refused
    case full
    case interrupted
    case other
  }

  let kind: Kind
  /// The same in plain words, with what to do.
  let error: SyncError

  /// - Parameters:
  ///   - place: the folder.
  ///   - action: what was to be done with the folder, as a verb: `list`.
  ///   - code: of a failure that is none of the known ones.
  ///   - status: how it ended.
  ///   - words: all that it said.
  init(place: RclonePlace, action: String, code: SyncError.Code, status: Int32, words: String) {
    let reason = Self.reason(in: words)
    let kind = Self.kind(of: reason, status)
    self.kind = kind
    let what = "cannot \(action) \(place)"
    let cause = Reason(description: reason)
    error =
      switch kind {
      case .noRemote:
        SyncError(
          .folderMissing,
          "rclone knows no remote \(place.remote)",
          hint: "Set it up with rclone config; rclone listremotes says which there are."
        )
      case .noFolder:
        SyncError(
          .folderMissing,
          "there is no folder at \(place)",
          hint: "Check the path, or make it: rclone mkdir '\(place.remotePath)'. "
            + "Nothing was changed."
        )
      case .unreachable:
        SyncError(
          .unreachable,
          "\(place) cannot be reached",
          hint: "Check the connection and sync again. Nothing is lost.",
          cause: cause
        )
      case .refused:
        SyncError(
          code,
          "\(what): it does not allow that",
          hint: "Look at the remote's user, password or token with rclone config, and at its "
            + "permissions.",
          cause: cause
        )
      case .full:
        SyncError(
          .diskFull,
          "no space is left at \(place)",
          hint: "Free some space and sync again. Nothing is lost.",
          cause: cause
        )
      case .interrupted:
        SyncError(
          code,
          "\(what): rclone was ended before it was done",
          hint: "Sync again: it goes on where it was. Nothing is lost."
        )
      case .other:
        SyncError(
          code,
          what,
          hint: "See whether rclone lsf '\(place.remotePath)' works, then sync again. "
            + "Nothing is lost.",
          cause: cause
        )
      }
  }

  static func notStarted(_ failure: FileDescriptor.Failure, _ place: RclonePlace) -> SyncError {
    guard failure.code == ENOENT else {
      return SyncError(.unreadable, "the program rclone cannot be started", cause: failure)
    }
    return SyncError(
      .unreadable,
      "\(place) needs the program rclone, which is not installed",
      hint: "Install it from your system's packages or https://rclone.org/install/."
    )
  }

  private struct Reason: Error, CustomStringConvertible {
    let description: String
  }

  /// The last line that tells an error, without time and level, on one line and not too long.
  static func reason(in words: String) -> String {
    let lines = words.split(whereSeparator: \.isNewline).map(String.init)
    let telling = lines.last { line in
      ["Failed to", "ERROR", "CRITICAL", "Fatal", "Error"].contains { line.contains($0) }
    }
    var line = (telling ?? lines.last ?? "rclone did not say why")[...]
    line = line.trimmingPrefix(#/\d{4}/\d\d/\d\d \d\d:\d\d:\d\d /#)
    line = line.trimmingPrefix(#/(ERROR|CRITICAL|NOTICE|Fatal error|Error) *: */#)
    let limit = 300
    return line.count > limit ? line.prefix(limit) + "…" : String(line)
  }

  private static func kind(of reason: String, _ status: Int32) -> Kind {
    let reason = reason.lowercased()
    func says(_ phrases: String...) -> Bool { phrases.contains { reason.contains($0) } }
    let statuses = Self.statuses(in: reason)
    if status >= 128 { return .interrupted }
    if says("find section in config file", "unknown remote", "couldn't find backend") {
      return .noRemote
    }
    // Its exit code for a directory that is not there.
    if status == 3 || says("directory not found") { return .noFolder }
    if says("no space", "quota", "insufficient storage", "disk full", "storagefull") {
      return .full
    }
    if !statuses.isDisjoint(with: ["401", "403"])
      || says(
        "unauthorized",
        "forbidden",
        "permission denied",
        "access denied",
        "accessdenied",
        "invalid_grant",
        "unable to authenticate",
        "signaturedoesnotmatch",
        "invalidaccesskeyid"
      )
    {
      return .refused
    }
    if !statuses.isDisjoint(with: ["502", "503", "504"])
      || says(
        "dial tcp",
        "no such host",
        "connection refused",
        "connection reset",
        "no route to host",
        "network is unreachable",
        "timeout",
        "timed out",
        "broken pipe",
        "eof",
        "server misbehaving"
      )
    {
      return .unreachable
    }
    return .other
  }

  /// The numbers of three digits that may be statuses of HTTP: no ports, nor parts of ids.
  private static func statuses(in reason: String) -> Set<String> {
    let words = reason.split { !($0.isLetter || $0.isNumber || $0 == ":" || $0 == ".") }
    return Set(
      words.compactMap { word in
        let parts = word.prefix { $0 != ":" }.split(separator: ".")
        guard parts.count == 1, parts[0].count == 3, parts[0].allSatisfy(\.isNumber) else {
          return nil
        }
        return String(parts[0])
      }
    )
  }
}
