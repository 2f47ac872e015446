import Foundation
import Replication
import Samples
import Store

/// Where measurements take place: a temporary directory, and numbers that a seed decides.
///
/// A class because what is measured shares its directory and its numbers.
final class World {
  let directory: URL
  private var random = Numbers(seed: 1)
  private var places = 0

  init() throws {
    let name = "clip-benchmark-\(ProcessInfo.processInfo.processIdentifier)"
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  func remove() throws { try FileManager.default.removeItem(at: directory) }

  /// A path that nothing lies at.
  func place(_ name: String) -> URL {
    places += 1
    return directory.appendingPathComponent("\(places)-\(name)")
  }

  /// A new library on disk, opened as the program opens one.
  func library() throws -> Library {
    try Library.create(at: place("library"), name: "benchmark", environment: .measured)
  }

  /// A new database beside libraries, with the tables of a script.
  func plain(_ schema: String) throws -> PlainSQLite {
    let database = try PlainSQLite(at: place("plain.sqlite"))
    try database.run(schema)
    return database
  }

  func number(below bound: Int) -> Int { random.number(below: bound) }

  func id() -> ItemID { ItemID(high: random.next(), low: random.next()) }

  func words(_ count: Int) -> String { random.words(count) }

  func passage() -> Passage { Passage(&random) }
}
