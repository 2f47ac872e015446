import Foundation
import GRDBSQLite

/// A database file through SQLite's own interface: what anything on top of it is compared with.
///
/// A class because it holds the file open.
final class PlainSQLite {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private var connection: OpaquePointer?

  /// Durable as a library is: a write-ahead log, synced at each commit.
  init(at file: URL) throws {
    try check(sqlite3_open(file.path, &connection))
    try run("PRAGMA journal_mode = WAL")
    try run("PRAGMA synchronous = FULL")
    try run("PRAGMA foreign_keys = ON")
  }

  deinit { sqlite3_close_v2(connection) }

  func run(_ sql: String) throws {
    try check(sqlite3_exec(connection, sql, nil, nil, nil))
  }

  func transaction(_ body: () throws -> Void) throws {
    try run("BEGIN IMMEDIATE")
    try body()
    try run("COMMIT")
  }

  func statement(_ sql: String) throws -> Statement { try Statement(sql, in: self) }

  fileprivate func check(_ code: Int32) throws {
    guard code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW else {
      throw Failure(description: String(cString: sqlite3_errmsg(connection)))
    }
  }

  enum Value {
    case null
    case integer(Int)
    case text(String)
    case blob([UInt8])
  }

  /// A prepared statement, run as often as it is wanted.
  final class Statement {
    private let database: PlainSQLite
    private var statement: OpaquePointer?

    fileprivate init(_ sql: String, in database: PlainSQLite) throws {
      self.database = database
      try database.check(sqlite3_prepare_v2(database.connection, sql, -1, &statement, nil))
    }

    deinit { sqlite3_finalize(statement) }

    func run(_ values: [Value]) throws {
      for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
      try database.check(sqlite3_step(statement))
      sqlite3_reset(statement)
    }

    private func bind(_ value: Value, at place: Int32) {
      // SQLITE_TRANSIENT, a cast that Swift does not import: SQLite makes its own copy.
      let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
      switch value {
      case .null: sqlite3_bind_null(statement, place)
      case .integer(let number): sqlite3_bind_int64(statement, place, Int64(number))
      case .text(var text):
        text.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) {
            _ = sqlite3_bind_text(statement, place, $0.baseAddress, Int32($0.count), copied)
          }
        }
      case .blob(let bytes):
        sqlite3_bind_blob(statement, place, bytes, Int32(bytes.count), copied)
      }
    }
  }
}
