import Foundation
import Sync
import TestSupport
import Testing

/// What every folder must do, whatever it is made of.
@Suite struct EverySyncFolder {
  enum Kind: CaseIterable {
    case local
    case memory
    case faultless
  }

  private func withFolder(_ kind: Kind, _ body: (any SyncFolder) throws -> Void) throws {
    switch kind {
    case .local:
      try withTemporaryDirectory { try body(LocalSyncFolder(path: $0, writer: "test")) }
    case .memory: try body(MemorySyncFolder())
    case .faultless: try body(FaultySyncFolder(MemorySyncFolder()))
    }
  }

  @Test(arguments: Kind.allCases)
  func `gives back what was written`(kind: Kind) throws {
    try withFolder(kind) { folder in
      // Given a file in a directory that was not there
      let content = [UInt8](repeating: 7, count: 300_000)
      let isWritten = try folder.write(content, to: "replicas/ab/0.head")
      // Then it is listed and read
      #expect(isWritten)
      #expect(try folder.list("replicas/ab") == ["0.head"])
      #expect(try folder.list("replicas") == ["ab"])
      #expect(try folder.list("") == ["replicas"])
      #expect(try folder.read("replicas/ab/0.head", limit: 300_000) == content)
    }
  }

  @Test(arguments: Kind.allCases)
  func `knows nothing of what was not written`(kind: Kind) throws {
    try withFolder(kind) { folder in
      #expect(try folder.list("").isEmpty)
      #expect(try folder.list("replicas/ab").isEmpty)
      #expect(try folder.read("replicas/ab/0.head", limit: 1) == nil)
      try folder.remove("replicas/ab/0.head")
    }
  }

  @Test(arguments: Kind.allCases)
  func `writes a file once`(kind: Kind) throws {
    try withFolder(kind) { folder in
      // Given a file
      _ = try folder.write([1, 2], to: "a.segment")
      // When the same and when another content is written
      let isWritten = try folder.write([1, 2], to: "a.segment")
      let error = #expect(throws: SyncError.self) { try folder.write([1, 2, 3], to: "a.segment") }
      // Then nothing changes
      #expect(!isWritten)
      #expect(error?.code == .alreadyThere)
      #expect(try folder.read("a.segment", limit: 10) == [1, 2])
      #expect(try folder.list("") == ["a.segment"])
    }
  }

  @Test(arguments: Kind.allCases)
  func `removes a file`(kind: Kind) throws {
    try withFolder(kind) { folder in
      _ = try folder.write([1], to: "d/a.head")
      try folder.remove("d/a.head")
      #expect(try folder.read("d/a.head", limit: 10) == nil)
      #expect(try folder.list("d").isEmpty)
    }
  }

  @Test(arguments: Kind.allCases)
  func `refuses a file beyond the limit`(kind: Kind) throws {
    try withFolder(kind) { folder in
      _ = try folder.write([1, 2, 3], to: "a")
      let error = #expect(throws: SyncError.self) { try folder.read("a", limit: 2) }
      #expect(error?.code == .unreadable)
    }
  }

  @Test(arguments: [
    "../a", "a/../../b", "/etc/passwd", "A.head", ".hidden", "a b", "ä", "", "a/", "a//b", "a\0b",
  ])
  func `writes only plain names`(path: String) throws {
    for kind in Kind.allCases {
      try withFolder(kind) { folder in
        #expect(throws: SyncError.self) { try folder.write([1], to: path) }
        #expect(throws: SyncError.self) { try folder.remove(path) }
        let names = try folder.list("")
        #expect(names.isEmpty)
      }
    }
  }

  @Test(arguments: ["..", "a/..", "../a", "a/../b", "/", ""])
  func `reads nothing outside of itself`(path: String) throws {
    for kind in Kind.allCases {
      try withFolder(kind) { folder in
        #expect(throws: SyncError.self) { try folder.read(path, limit: 10) }
      }
    }
  }
}

@Suite struct ALocalFolder {
  @Test func `that is missing is said to be missing and not made`() throws {
    try withTemporaryDirectory { directory in
      // Given a path without a folder
      let path = directory + "/none"
      let folder = LocalSyncFolder(path: path, writer: "test")
      // Then no call makes one
      let errors = [
        #expect(throws: SyncError.self) { try folder.list("") },
        #expect(throws: SyncError.self) { try folder.read("a", limit: 1) },
        #expect(throws: SyncError.self) { try folder.write([1], to: "a") },
        #expect(throws: SyncError.self) { try folder.remove("a") },
      ]
      #expect(errors.allSatisfy { $0?.code == .folderMissing })
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `does not follow links`() throws {
    try withTemporaryDirectory { directory in
      // Given links to a file and to a directory outside
      let files = FileManager.default
      try files.createDirectory(atPath: directory + "/outside", withIntermediateDirectories: true)
      try files.createDirectory(atPath: directory + "/folder", withIntermediateDirectories: true)
      try Data([1]).write(to: URL(fileURLWithPath: directory + "/outside/secret"))
      try files.createSymbolicLink(
        atPath: directory + "/folder/replicas",
        withDestinationPath: "../outside"
      )
      try files.createSymbolicLink(
        atPath: directory + "/folder/file",
        withDestinationPath: "../outside/secret"
      )
      let folder = LocalSyncFolder(path: directory + "/folder", writer: "test")
      // Then nothing is read or written through them
      #expect(throws: SyncError.self) { try folder.read("file", limit: 10) }
      #expect(throws: SyncError.self) { try folder.read("replicas/secret", limit: 10) }
      #expect(throws: SyncError.self) { try folder.list("replicas") }
      #expect(throws: SyncError.self) { try folder.write([1], to: "replicas/new") }
      #expect(try files.contentsOfDirectory(atPath: directory + "/outside") == ["secret"])
    }
  }

  @Test func `removes what a crashed process of its own began`() throws {
    try withTemporaryDirectory { directory in
      // Given temporary files of a dead process, of this one, and of another machine
      let names = [
        ".clip-test-999999999-1.part", ".clip-test-\(getpid())-77.part", ".clip-other-1-1.part",
      ]
      for name in names { try Data([1]).write(to: URL(fileURLWithPath: "\(directory)/\(name)")) }
      let folder = LocalSyncFolder(path: directory, writer: "test")
      // When something is written
      _ = try folder.write([1], to: "a")
      // Then only the dead one's is gone
      #expect(Set(try folder.list("")) == Set(names.dropFirst() + ["a"]))
    }
  }

  /// A small tmpfs made for this: `mount -t tmpfs -o size=1m tmpfs PATH`.
  static let smallDisk = ProcessInfo.processInfo.environment["CLIP_TEST_SMALL_DISK"]

  @Test(.enabled(if: smallDisk != nil, "CLIP_TEST_SMALL_DISK names no small disk"))
  func `says that its disk is full and leaves nothing behind`() throws {
    // Given a disk of a megabyte
    let folder = LocalSyncFolder(path: try #require(Self.smallDisk), writer: "test")
    // When more is written than fits
    let error = #expect(throws: SyncError.self) {
      try folder.write([UInt8](repeating: 1, count: 2 << 20), to: "too-large")
    }
    // Then it says so, and the space is free again
    #expect(error?.code == .diskFull)
    #expect(try folder.list("").isEmpty)
  }

  @Test func `carries a library as one in memory does`() throws {
    try withTemporaryDirectory { directory in
      // Given two replicas and a folder on the disk
      let machines = [1, 2].map { seed in
        Machine(seed, LocalSyncFolder(path: directory, writer: "test-\(seed)"))
      }
      // When they write and sync
      for round in 0..<5 {
        for machine in machines {
          machine.log.write("\(round)")
          machine.log.attach([UInt8](repeating: UInt8(round), count: 10_000))
          try machine.sync()
        }
      }
      try machines[0].sync()
      // Then both have everything, and no temporary file is left
      #expect(machines[0].log.contents == machines[1].log.contents)
      for machine in machines {
        try machine.sync()
        #expect(try machine.sync().files.written == 0)
      }
      let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String }
      #expect(names?.contains { $0.hasSuffix(".part") } == false)
    }
  }
}

func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.path + "/clip-sync-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}
