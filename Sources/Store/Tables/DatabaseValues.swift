import Foundation
import GRDB
import Model
import Replication

// How the bytes of other modules lie in columns. Not conformances: these types are not ours to
// conform.

extension UniqueID {
  var databaseValue: DatabaseValue {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) }.databaseValue
  }

  static func fromDatabaseValue(_ value: DatabaseValue) -> UniqueID? {
    guard let data = Data.fromDatabaseValue(value), data.count == 16 else { return nil }
    return UniqueID(data)
  }

  init<Entity>(_ id: Identifier<Entity>) {
    self.init(high: id.high, low: id.low)
  }
}

extension Identifier {
  init<Subject>(_ id: UniqueID<Subject>) {
    self.init(high: id.high, low: id.low)
  }

  var databaseValue: DatabaseValue { ItemID(self).databaseValue }
}

extension Digest {
  var databaseValue: DatabaseValue { Data(bytes).databaseValue }
}

extension [UInt8] {
  var databaseValue: DatabaseValue { Data(self).databaseValue }
}

extension Row {
  // A column that holds anything else was not written by this program.

  func id<Subject>(_ column: String) -> UniqueID<Subject>? {
    (self[column] as DatabaseValue?).flatMap(UniqueID.fromDatabaseValue)
  }

  func bytes(_ column: String) -> [UInt8]? {
    (self[column] as Data?).map(Array.init)
  }

  func digest(_ column: String) -> Digest? {
    bytes(column).flatMap { Digest($0) }
  }

  func date(_ column: String) -> Date {
    Date(timeIntervalSince1970: Double(self[column] as Int64) / 1000)
  }
}
