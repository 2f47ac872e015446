import Foundation
import Replication
import Store
import Sync

extension Simulation {
  /// What was purged is in no library and in no file of the folder.
  ///
  /// Files of a replica that nobody is any more are its own for ever: nobody else may touch them.
  func checkPurges() throws {
    let purged = ledger.purgedWords
    guard !purged.isEmpty else { return }
    for machine in machines {
      for (place, bytes) in try machine.contents() {
        let found = Words.found(in: bytes).intersection(purged)
        try expect(found.isEmpty, "\(machine.name) holds purged \(found.sorted()) in \(place)")
      }
    }
    let owners = try machines.map { try $0.library.replica } + newer.map(\.log.replica)
    try checkFiles(mover.live, ofFolder: machines.first?.folder.name, owners, purged)
    if let stick {
      let users = try machines.filter(\.usesStick).map { try $0.library.replica }
      try checkFiles(stick.files, ofFolder: stick.name, users, purged)
    }
  }

  private func checkFiles(
    _ files: [String: [UInt8]],
    ofFolder name: String?,
    _ owners: [ReplicaID],
    _ purged: Set<String>
  ) throws {
    let keys = try keys(ofFolder: name)
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let isOurs =
        path.hasPrefix("attachments/") || owners.contains { path.hasPrefix("replicas/\($0)/") }
      guard isOurs, let body = FileOutline.body(of: bytes, at: path, openedBy: keys) else {
        continue
      }
      let found = Words.found(in: body).intersection(purged)
      try expect(found.isEmpty, "\(path) holds purged \(found.sorted())")
    }
  }

  private func keys(ofFolder name: String?) throws -> SealedFiles? {
    guard let name else { return nil }
    for machine in machines {
      if let memory = try machine.library.memory(ofFolder: name),
        let keys = SealedFiles(memory: memory)
      {
        return keys
      }
    }
    return nil
  }

  /// In an encrypted folder everything is sealed but what opens it.
  func checkSealing() throws {
    let stuck = (stick?.files ?? [:]).map { ($0.key, $0.value) }
    for (path, bytes) in mover.live.map({ ($0.key, $0.value) }) + stuck {
      let isInClear = path == Mover.identity || path.hasPrefix(KeyFiles.directory)
      try expect(
        FileOutline.isSealed(bytes) == (isEncrypted && !isInClear),
        "\(path) is \(isEncrypted ? "not " : "")sealed"
      )
    }
  }
}

extension SimulatedMachine {
  /// All bytes of its library that can be looked through, with where they are.
  fileprivate func contents() throws -> [(String, [UInt8])] {
    var contents: [(String, [UInt8])] = []
    for entry in try library.version.entries {
      for change in try library.changes(of: entry.replica, after: 0, bytes: .max) {
        if let payload = change.payload { contents.append(("change \(change.id)", payload)) }
      }
    }
    guard let directory else { return contents }
    for name in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
      let file = directory.appendingPathComponent(name)
      guard !file.hasDirectoryPath,
        (try? file.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory != true
      else { continue }
      contents.append((name, [UInt8](try Data(contentsOf: file))))
    }
    return contents
  }
}
