import GRDB
import GRDBSQLite
import Replication

// What runs for every item and every change goes straight to SQLite: with GRDB's rows and arguments,
// which are boxed, copied and looked up by name, it would take as long again as SQLite itself. GRDB
// still prepares the statements and keeps them.

/// A value on its way into a statement.
enum SQLValue {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])
  case id(high: UInt64, low: UInt64)

  static func id<Subject>(_ id: UniqueID<Subject>) -> SQLValue { .id(high: id.high, low: id.low) }

  static func text(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }

  static func integer(_ number: Int?) -> SQLValue { number.map { .integer(Int64($0)) } ?? .null }

  static func flag(_ isSet: Bool) -> SQLValue { .integer(isSet ? 1 : 0) }
}

extension Database {
  /// Runs a statement that gives no rows.
  func run(_ sql: String, _ values: [SQLValue]) throws {
    try first(sql, values) { _ in }
  }

  /// What `body` makes of the first row; `nil` when there is none.
  @discardableResult
  func first<Result>(
    _ sql: String,
    _ values: [SQLValue],
    _ body: (SQLRow) throws -> Result
  ) throws -> Result? {
    var result: Result?
    try each(sql, values) { row in
      result = try body(row)
      return false
    }
    return result
  }

  /// Gives each row to `body` until it returns false.
  ///
  /// The statement may not be run again meanwhile.
  func each(_ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws -> Bool) throws {
    let prepared = try cachedStatement(sql: sql)
    let statement = prepared.sqliteStatement
    precondition(sqlite3_stmt_busy(statement) == 0, "a statement is run inside itself")
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, value) in values.enumerated() { bind(value, to: statement, at: Int32(index + 1)) }
    try withExtendedLifetime(prepared) {
      while true {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: guard try body(SQLRow(statement)) else { return }
        case SQLITE_DONE: return
        case let code:
          throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: sqliteConnection.map { String(cString: sqlite3_errmsg($0)) },
            sql: sql
          )
        }
      }
    }
  }

  private func bind(_ value: SQLValue, to statement: OpaquePointer, at place: Int32) {
    switch value {
    case .null: sqlite3_bind_null(statement, place)
    // Without bytes there may be no address, which SQLite would take for null.
    case .text(""): sqlite3_bind_text(statement, place, "", 0, copied)
    case .blob([]): sqlite3_bind_zeroblob(statement, place, 0)
    case .integer(let number): sqlite3_bind_int64(statement, place, number)
    case .text(var text):
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          _ = sqlite3_bind_text(statement, place, $0.baseAddress, Int32($0.count), copied)
        }
      }
    case .blob(let bytes):
      sqlite3_bind_blob(statement, place, bytes, Int32(bytes.count), copied)
    case .id(let high, let low):
      withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
        _ = sqlite3_bind_blob(statement, place, $0.baseAddress, Int32($0.count), copied)
      }
    }
  }
}

/// Makes SQLite copy what it is given: `SQLITE_TRANSIENT`, a macro that Swift cannot read.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// A row that a statement stands at, by the places of its columns, from 0.
///
/// Of no use once the statement goes on.
struct SQLRow {
  private let statement: OpaquePointer

  fileprivate init(_ statement: OpaquePointer) {
    self.statement = statement
  }

  func isNull(_ place: Int) -> Bool {
    sqlite3_column_type(statement, Int32(place)) == SQLITE_NULL
  }

  func integer(_ place: Int) -> Int64 { sqlite3_column_int64(statement, Int32(place)) }

  func number(_ place: Int) -> Int? { isNull(place) ? nil : Int(integer(place)) }

  /// `nil` for null.
  func text(_ place: Int) -> String? {
    guard let bytes = sqlite3_column_text(statement, Int32(place)) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, Int32(place)))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// `nil` for null.
  func bytes(_ place: Int) -> [UInt8]? {
    isNull(place) ? nil : withBytes(place) { Array($0) }
  }

  /// `nil` for what is no id.
  func id<Subject>(_ place: Int) -> UniqueID<Subject>? {
    withBytes(place) { bytes in
      guard bytes.count == 16 else { return nil }
      return UniqueID(
        high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }

  func digest(_ place: Int) -> Digest? { withBytes(place) { Digest($0) } }

  private func withBytes<Result>(
    _ place: Int,
    _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    let bytes = sqlite3_column_blob(statement, Int32(place))
    let count = Int(sqlite3_column_bytes(statement, Int32(place)))
    return body(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  }
}
