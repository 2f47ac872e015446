import Foundation
import Model
import Replication
import Store
import Sync

/// One replica as `status` and `replica list` show it.
struct MachineSummary {
  let id: ReplicaID
  let name: String?
  let isOwn: Bool
  let isRetired: Bool
  /// How many of its changes are here.
  let changes: UInt64
  /// When it last wrote something that was seen here, by its own clock.
  let lastSeen: Date?
  /// How many of the changes here it lacks, as far as it said; `nil` for this machine, and for one
  /// that never synced with a folder of this library.
  let behind: UInt64?
  /// How many changes it has, as far as it said, that are not here.
  let ahead: UInt64?
  /// By how many seconds its clock runs ahead of this one's, or behind it, where that is worth a
  /// word.
  let drift: TimeInterval?

  /// What people know it by.
  var label: String { name ?? String("\(id)".prefix(8)) }

  /// Whether it is long since it was seen: perhaps it will not come back.
  func isLost(at now: Date) -> Bool {
    guard !isOwn, !isRetired, let lastSeen else { return false }
    return now.timeIntervalSince(lastSeen) > Self.longAway
  }

  /// Half a year.
  private static let longAway: TimeInterval = 180 * 24 * 3600
}

/// Every replica that changes or folders tell of.
struct Machines {
  /// This one first, then those whose changes are here, then those of which only folders tell.
  let all: [MachineSummary]

  var own: MachineSummary { all[0] }

  /// - Parameters:
  ///   - session: the library that is asked.
  ///   - folders: what is remembered about each folder.
  ///   - now: the present time.
  /// - Throws: ``StoreError`` when the library cannot be read.
  init(
    _ session: Session,
    _ folders: [FolderSummary],
    now: Date = Date()
  ) throws {
    all = try session.read { reader in
      let replicas = try reader.replicas()
      let version = try reader.version()
      let retired = try reader.retiredReplicas()
      let view = View(
        own: replicas[0].id,
        version: version,
        folders: folders,
        now: now,
        wallTime: reader.wallTime
      )
      let known = Set(replicas.map(\.id))
      let others = Set(folders.flatMap(\.replicas.keys)).union(retired).subtracting(known)
      return try replicas.map { replica in
        try view.machine(
          replica.id,
          name: replica.name,
          changes: replica.changes,
          lastChange: replica.changes > 0 ? replica.lastChange : nil,
          isRetired: replica.isRetired
        )
      }
        + others.sorted().map { id in
          try view.machine(
            id,
            name: reader.replicaName(id),
            changes: 0,
            lastChange: nil,
            isRetired: retired.contains(id)
          )
        }
    }
  }

  init(_ session: Session) throws {
    let names = try session.read { try $0.folders() }
    let folders = try names.compactMap { name in
      try session.library.memory(ofFolder: name).flatMap(FolderSummary.init)
    }
    try self.init(session, folders)
  }

  /// What one machine is compared with.
  private struct View {
    let own: ReplicaID
    let version: VersionVector
    let folders: [FolderSummary]
    let now: Date
    let wallTime: (ChangeID) throws -> Date?

    func machine(
      _ id: ReplicaID,
      name: String?,
      changes: UInt64,
      lastChange: Date?,
      isRetired: Bool
    ) throws -> MachineSummary {
      let isOwn = id == own
      let said = isOwn ? [] : folders.compactMap { $0.replicas[id] }
      let merged = said.reduce(VersionVector()) { $0.merging($1.merged) }
      let written = said.map { Date(timeIntervalSince1970: Double($0.written) / 1000) }.max()
      return MachineSummary(
        id: id,
        name: name,
        isOwn: isOwn,
        isRetired: isRetired,
        changes: changes,
        lastSeen: [written, lastChange].compactMap { $0 }.max(),
        behind: said.isEmpty ? nil : version.count(beyond: merged),
        ahead: said.isEmpty ? nil : merged.count(beyond: version),
        drift: isOwn ? nil : try drift(lastChange: lastChange, said)
      )
    }

    /// How far its clock is off.
    ///
    /// Ahead: it wrote something at a time that is still to come here. Behind: it wrote a head
    /// earlier than a change of this machine that it had already merged.
    private func drift(
      lastChange: Date?,
      _ said: [FolderSummary.Replica]
    ) throws -> TimeInterval? {
      let heads = said.map { Date(timeIntervalSince1970: Double($0.written) / 1000) }
      // A change's time also follows those that it had seen; a head's is of its machine alone.
      let ahead = (heads.max() ?? lastChange)?.timeIntervalSince(now)
      if let ahead, ahead > Self.tolerableDrift { return ahead }
      let behind = try zip(said, heads).compactMap { replica, written in
        try wallTime(ChangeID(replica: own, sequence: replica.merged[own]))?
          .timeIntervalSince(written)
      }.max()
      if let behind, behind > Self.tolerableDrift { return -behind }
      return nil
    }

    /// Seconds by which two clocks may differ before it is worth a word.
    private static let tolerableDrift: TimeInterval = 600
  }
}

extension VersionVector {
  /// How many changes it has that another has not; heads of strangers may claim any number.
  fileprivate func count(beyond other: VersionVector) -> UInt64 {
    news(since: other).entries.reduce(0) { sum, entry in
      let (total, isBeyond) = sum.addingReportingOverflow(entry.sequence - other[entry.replica])
      return isBeyond ? .max : total
    }
  }
}

extension Machines {
  /// The machine that a name, or the beginning of an id, means.
  ///
  /// Of several of one name the one that is in use is meant.
  /// - Throws: ``CommandError`` when there is none, or more than one.
  func machine(called word: String) throws -> MachineSummary {
    let digits = word.lowercased()
    let isPrefix = digits.utf8.count >= 4 && digits.utf8.allSatisfy(Self.hexadecimal.contains)
    let named = all.filter { $0.name?.lowercased() == digits }
    let used = named.filter { !$0.isRetired }
    let candidates = used.isEmpty ? named : used
    let meant =
      candidates.isEmpty && isPrefix ? all.filter { "\($0.id)".hasPrefix(digits) } : candidates
    guard let first = meant.first else {
      throw CommandError(
        "unknownReplica",
        "there is no machine \"\(word)\"",
        hint: "Give its name or at least four digits of its id; clip replica list shows them."
      )
    }
    guard meant.count == 1 else {
      let list = meant.map { "  \($0.id) \($0.label)" }.joined(separator: "\n")
      throw CommandError(
        "ambiguousReplica",
        "\"\(word)\" fits \(meant.count) machines",
        hint: "Type the digits of one of these:\n\(list)"
      )
    }
    return first
  }

  private static let hexadecimal = Set("0123456789abcdef".utf8)
}
