public import Foundation
import GRDB
import Migrations
import Replication

/// One copy of a library: a directory with everything in one SQLite file, save the attachments that
/// are too large for it.
///
/// The door to the store. There is one way to read, ``read(_:)``, and one way to write,
/// ``write(_:)``; a write's change is logged in the transaction of the state that it makes.
///
/// A class because it holds the file open. May be used from any thread.
public final class Library: Sendable {
  /// The directory.
  public let directory: URL
  let database: DatabaseQueue
  let environment: StoreEnvironment

  init(
    directory: URL,
    database: DatabaseQueue,
    files: any AttachmentFiles,
    environment: StoreEnvironment
  ) {
    self.directory = directory
    self.database = database
    self.environment = environment.with(files)
  }

  /// Reads from one unchanging view of the library.
  ///
  /// - Throws: what `body` throws, and ``StoreError`` when the file cannot be read.
  public func read<Result>(_ body: (LibraryReader) throws -> Result) throws -> Result {
    try inWords {
      try database.read { try body(LibraryReader($0, environment)) }
    }
  }

  /// Makes one change: all of it is there and on disk when this returns, or none of it is.
  ///
  /// - Throws: what `body` throws, and ``StoreError`` when the file cannot be written.
  public func write<Result>(_ body: (LibraryWriter) throws -> Result) throws -> Result {
    var namedFiles = false
    let result: Result
    let tookAway: Bool
    do {
      (result, tookAway) = try inWords {
        try database.write { db in
          try ReplicaIdentity(db: db, environment, directory).takeNewIfCopied()
          let writer = try LibraryWriter(db, environment)
          defer { namedFiles = writer.namedFiles }
          let result = try body(writer)
          return (result, try writer.commit())
        }
      }
    } catch {
      // An attachment's file that has its name already is no attachment's now.
      if namedFiles { try? sweepFiles() }
      throw error
    }
    if tookAway { sweep() }
    return result
  }

  /// Runs a step with the failures of the database put into words.
  func inWords<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw StoreError.from(error, library: directory.path)
    }
  }
}

extension Library {
  static let fileName = "library.sqlite"
  static let attachmentsName = "attachments"

  /// Makes an empty library in a directory, which is made when it is not there, and calls this replica
  /// by a name.
  ///
  /// - Throws: ``StoreError`` when a library is there already or the place cannot be written.
  public static func create(
    at directory: URL,
    name: String,
    environment: StoreEnvironment
  ) throws -> Library {
    let file = directory.appendingPathComponent(fileName)
    do {
      try DurableDirectory.make(at: directory)
    } catch {
      throw StoreError(
        .notWritable,
        "the directory \(directory.path) cannot be made",
        hint: "Name a place that you may write with --library."
      )
    }
    // A file may be there: a library, or what is left of making one that was interrupted.
    let library = try connect(to: file, in: directory, environment: environment)
    try library.inWords {
      try library.migrate()
      try library.database.write { db in
        // Two processes may have come this far: the first one's identity stands.
        guard try SettingsTable(db: db).binding() == nil else {
          throw StoreError(
            .libraryExists,
            "there is a library at \(directory.path) already",
            hint: "Use it as it is, or name another directory with --library."
          )
        }
        try library.begin(in: db, called: name)
      }
    }
    return library
  }

  /// Opens a library.
  ///
  /// - Throws: ``StoreError``: `noLibrary`, `newerLibrary` for one that a later clip wrote, `busy`,
  ///   `notALibrary` and others.
  public static func open(
    at directory: URL,
    environment: StoreEnvironment
  ) throws -> Library {
    let file = directory.appendingPathComponent(fileName)
    let missing = StoreError(
      .noLibrary,
      "there is no library at \(directory.path)",
      hint: "Make one with: clip init"
    )
    guard FileManager.default.fileExists(atPath: file.path) else { throw missing }
    let library = try connect(to: file, in: directory, environment: environment)
    try library.inWords {
      guard try library.database.read({ try schemaVersion($0) }) > 0 else { throw missing }
      try library.migrate()
      guard try library.read({ try SettingsTable(db: $0.db).binding() }) != nil else {
        throw missing
      }
      try library.upgradeState()
    }
    // What cannot be swept now is swept another time.
    try? library.sweepFiles()
    library.sweep()
    return library
  }

  /// A library that lives in memory alone.
  package static func inMemory(
    name: String,
    environment: StoreEnvironment
  ) throws -> Library {
    let directory = URL(fileURLWithPath: "/memory/\(name)")
    let library = Library(
      directory: directory,
      database: try DatabaseQueue(configuration: configuration),
      files: MemoryFiles(),
      environment: environment
    )
    try library.migrate()
    try library.database.write { db in
      try library.begin(in: db, called: name)
    }
    return library
  }

  /// Makes an empty library a replica of its own.
  private func begin(in db: Database, called name: String) throws {
    try SettingsTable(db: db).set(replicaName: name)
    try SettingsTable(db: db).set(level: ChangeLevel.current)
    try ReplicaIdentity(db: db, environment, directory).take()
  }

  /// Opens a file, and looks before it writes: what is not ours stays as it is.
  private static func connect(
    to file: URL,
    in directory: URL,
    environment: StoreEnvironment
  ) throws -> Library {
    do {
      let database = try DatabaseQueue(path: file.path, configuration: configuration)
      let library = Library(
        directory: directory,
        database: database,
        files: DirectoryFiles(directory: directory.appendingPathComponent(attachmentsName)),
        environment: environment
      )
      try database.read { try library.checkSchema($0) }
      try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
      return library
    } catch {
      throw StoreError.from(error, library: directory.path)
    }
  }

  static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(Limits.busySeconds)
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { db in
      // A single edit that was acknowledged survives a power cut.
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // What is deleted is overwritten, not merely let go.
      try db.execute(sql: "PRAGMA secure_delete = ON")
    }
    return configuration
  }

  /// Refuses another program's file and a schema from the future.
  private func checkSchema(_ db: Database) throws {
    // A library whose making was interrupted may hold no more than the migrator's own table.
    let tables = try Set(
      String.fetchAll(
        db,
        sql: "SELECT name FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'"
      )
    )
    guard tables.isEmpty || tables.isSuperset(of: ["settings", "replicas", "changes"]) else {
      throw StoreError(
        .notALibrary,
        "the file in \(directory.path) is not a clip library",
        hint: "Name another directory with --library."
      )
    }
    let known = Migration.all.count
    let version = try Self.schemaVersion(db)
    guard version <= known else {
      throw StoreError(
        .newerLibrary,
        "the library at \(directory.path) was written by a newer clip "
          + "(schema \(version), known \(known))",
        hint: "Update clip, or open a copy with --library."
      )
    }
  }

  private static func schemaVersion(_ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
  }

  /// Brings the schema up to date.
  private func migrate() throws {
    guard try database.read({ try Self.schemaVersion($0) }) < Migration.all.count else { return }
    var migrator = DatabaseMigrator()
    for (index, migration) in Migration.all.enumerated() {
      migrator.registerMigration(migration.name) { db in
        try db.execute(sql: migration.sql)
        try db.execute(sql: "PRAGMA user_version = \(index + 1)")
      }
    }
    try migrator.migrate(database)
  }
}
