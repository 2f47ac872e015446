import Foundation
import Replication
import Store
import Sync

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

  func number(below bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  func id() -> ItemID { ItemID(high: random.next(), low: random.next()) }

  func words(_ count: Int) -> String {
    (0..<count).map { _ in Self.vocabulary[number(below: Self.vocabulary.count)] }
      .joined(separator: " ")
  }

  private static let vocabulary = """
    tide harbour gauge pier keeper level water stone mark record storm chart drift salt wind north \
    survey the of a and was in that every from which at by read measured again under above where \
    Ebbe caf\u{e9} P\u{e4}gel observatory refraction parallax transit meridian tables corrected
    """.split(separator: " ").map(String.init)
}

/// SplitMix64: Steele, Lea & Flood, *Fast Splittable Pseudorandom Number Generators* (2014).
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

extension StoreEnvironment {
  /// The real hash, compression and clock.
  static var measured: StoreEnvironment {
    StoreEnvironment(
      now: { Date() },
      randomBytes: { count in
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        while bytes.count < count {
          withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
      },
      hash: Blake2b.hash,
      compress: { Zstandard.compress($0, level: 9) },
      decompress: { try Zstandard.decompress($0, limit: $1) },
      installationSecret: Array("benchmark".utf8),
      replicaName: "benchmark"
    )
  }
}
