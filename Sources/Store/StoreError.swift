import GRDB

/// Why the store could not do what was asked.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is; open, so that later versions can add to it.
  public struct Code: Hashable, Sendable {
    public let name: String

    public static let noLibrary = Code(name: "noLibrary")
    public static let libraryExists = Code(name: "libraryExists")
    public static let busy = Code(name: "libraryBusy")
    public static let newerLibrary = Code(name: "newerLibrary")
    public static let notALibrary = Code(name: "notALibrary")
    public static let damaged = Code(name: "damaged")
    public static let diskFull = Code(name: "diskFull")
    public static let notWritable = Code(name: "notWritable")
    public static let unknownItem = Code(name: "unknownItem")
    public static let purged = Code(name: "purged")
    public static let ambiguousItem = Code(name: "ambiguousItem")
    public static let wrongKind = Code(name: "wrongKind")
    public static let unknownField = Code(name: "unknownField")
    public static let badValue = Code(name: "badValue")
    public static let badChange = Code(name: "badChange")
    public static let otherLibrary = Code(name: "otherLibrary")
    public static let failed = Code(name: "storeFailed")
  }

  public let code: Code
  /// What happened, to what.
  public let message: String
  /// What to do about it.
  public let hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  public var description: String { message }
}

extension StoreError {
  /// Puts a failure of the database into words, without repeating a statement or any content.
  static func from(_ error: any Error, library path: String) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    return switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      StoreError(
        .busy,
        "the library at \(path) is held by another process",
        hint: "Wait for it to finish, then try again."
      )
    case .SQLITE_FULL:
      StoreError(
        .diskFull,
        "the disk that holds \(path) is full; nothing was written",
        hint: "Make room and try again."
      )
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
      StoreError(
        .notWritable,
        "the library at \(path) cannot be opened or written",
        hint: "Look at the permissions of the directory and its files."
      )
    case .SQLITE_NOTADB:
      StoreError(
        .notALibrary,
        "the file in \(path) is not a clip library",
        hint: "Name another directory with --library."
      )
    case .SQLITE_CORRUPT:
      StoreError(
        .damaged,
        "the library at \(path) is damaged",
        hint: "Keep a copy of it, and restore a backup or sync a new library with the folder."
      )
    case .SQLITE_IOERR:
      StoreError(
        .failed,
        "the library at \(path) could not be read or written: the disk reports an error",
        hint: "See whether the disk is full or failing."
      )
    default:
      StoreError(.failed, "the library at \(path) failed: \(error.message ?? "no reason given")")
    }
  }
}
