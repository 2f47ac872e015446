/// One step of the library's schema.
public struct Migration: Sendable {
  /// The name it is recorded under in the database; never changes once shipped.
  public let name: String
  /// The statements, run in one transaction.
  public let sql: String
}

extension Migration {
  /// Every step in order.
  ///
  /// A shipped one is never edited: append a new file instead.
  public static let all: [Migration] = [
    Migration(
      name: "v0001-library",
      sql: String(decoding: PackageResources.v0001_library_sql, as: UTF8.self)
    ),
    Migration(
      name: "v0002-purge",
      sql: String(decoding: PackageResources.v0002_purge_sql, as: UTF8.self)
    ),
    Migration(
      name: "v0003-attachments",
      sql: String(decoding: PackageResources.v0003_attachments_sql, as: UTF8.self)
    ),
    Migration(
      name: "v0004-histories",
      sql: String(decoding: PackageResources.v0004_histories_sql, as: UTF8.self)
    ),
    Migration(
      name: "v0005-fetching",
      sql: String(decoding: PackageResources.v0005_fetching_sql, as: UTF8.self)
    ),
    Migration(
      name: "v0006-resources",
      sql: String(decoding: PackageResources.v0006_resources_sql, as: UTF8.self)
    ),
  ]
}
