import Foundation
import GRDB
public import Replication

extension Library: ChangeLog {
  public var replica: ReplicaID {
    get throws {
      // Who syncs writes: a copy must be somebody else before its first head, too.
      if try read({ try ReplicaIdentity(db: $0.db, environment, directory).isCopied() }) {
        try inWords {
          try database.write {
            try ReplicaIdentity(db: $0, environment, directory).takeNewIfCopied()
          }
        }
      }
      return try read { try SettingsTable(db: $0.db).replica() }
    }
  }

  public var library: LibraryID? {
    get throws { try read { try SettingsTable(db: $0.db).library() } }
  }

  public func join(_ library: LibraryID, leaving previous: LibraryID?) throws {
    try inWords {
      try database.write { db in
        let settings = SettingsTable(db: db)
        if let own = try settings.library(), own != library, own != previous {
          throw StoreError(.otherLibrary, "this library is \(own), not \(library)")
        }
        try settings.set(library: library)
      }
    }
  }

  public var version: VersionVector {
    get throws { try read { try ReplicaTable(db: $0.db).version() } }
  }

  public var retired: Set<ReplicaID> {
    get throws { try read { try $0.retiredReplicas() } }
  }

  public var checkedState: CheckedState? {
    get throws { try read { try SettingsTable(db: $0.db).checkedState() } }
  }

  public var folders: [String] {
    get throws { try read { try $0.folders() } }
  }

  public var histories: Histories {
    get throws { try read { Histories(try ReplicaTable(db: $0.db).all()) } }
  }

  public func hash(of change: ChangeID) throws -> Digest? {
    try read { reader in
      let log = ChangeTable(db: reader.db, hash: environment.hash)
      if let hash = try log.hash(of: change) { return hash }
      let branch = Histories(try ReplicaTable(db: reader.db).all()).branch(of: change)
      guard branch != change.replica else { return nil }
      return try log.hash(of: ChangeID(replica: branch, sequence: change.sequence))
    }
  }

  public func changes(
    of history: ReplicaID,
    after sequence: UInt64,
    bytes: Int
  ) throws -> [Change] {
    try read { reader in
      var changes: [Change] = []
      var size = 0
      let histories = Histories(try ReplicaTable(db: reader.db).all())
      for (branch, last) in histories.path(of: history) where last > sequence && size < bytes {
        try ChangeTable(db: reader.db, hash: environment.hash).eachChained(
          """
          WHERE id = ? AND changes.sequence > ? AND changes.sequence <= ?
          ORDER BY changes.sequence
          """,
          [
            .id(branch), .integer(Int64(bitPattern: sequence)),
            .integer(Int64(clamping: last)),
          ]
        ) { _, change in
          changes.append(change)
          size += change.payload?.count ?? 0
          return size < bytes
        }
      }
      return changes
    }
  }

  public func redactions(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, change: ChangeID)] {
    try read { reader in
      try Row.fetchAll(
        reader.db,
        sql: """
          SELECT redactions.position AS position, id, changes.sequence AS sequence
          FROM redactions JOIN changes ON changes.position = change JOIN replicas ON number = replica
          WHERE redactions.position > ? ORDER BY redactions.position LIMIT ?
          """,
        arguments: [position, limit]
      ).compactMap { row in
        row.id("id").map { replica in
          let sequence = UInt64(bitPattern: row["sequence"] as Int64)
          return (row["position"], ChangeID(replica: replica, sequence: sequence))
        }
      }
    }
  }

  public func append(_ changes: [Change]) throws {
    let tookAway = try inWords {
      do {
        return try database.write {
          try ChangeTaker(db: $0, hash: environment.hash).take(changes)
        }
      } catch is CodecError {
        // Some change does not fit the state that it meets. One by one, it is found and named.
        return try database.write { db in
          let taker = ChangeTaker(db: db, hash: environment.hash)
          return try changes.reduce(false) { try taker.take([$1]) || $0 }
        }
      }
    }
    if tookAway { sweep() }
  }

  @discardableResult
  public func takeNewReplica() throws -> ReplicaID {
    try inWords {
      try database.write { db in
        let replica = try ReplicaIdentity(db: db, environment, directory).take()
        try LibraryWriter(db, environment).commitIntroduction()
        return replica
      }
    }
  }

  public func memory(ofFolder folder: String) throws -> [UInt8]? {
    try read { reader in
      try Data.fetchOne(
        reader.db,
        sql: "SELECT memory FROM folders WHERE folder = ?",
        arguments: [folder]
      ).map(Array.init)
    }
  }

  public func remember(_ memory: [UInt8]?, ofFolder folder: String) throws {
    try inWords {
      try database.write { db in
        if let memory {
          try db.execute(
            sql: "INSERT OR REPLACE INTO folders (folder, memory) VALUES (?, ?)",
            arguments: [folder, memory.databaseValue]
          )
        } else {
          try db.execute(sql: "DELETE FROM folders WHERE folder = ?", arguments: [folder])
        }
      }
    }
  }
}
