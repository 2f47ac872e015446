import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct SwappedFiles {
  @Test func `are never taken for one another`() throws {
    // Given a folder with some files of each kind, of two replicas
    let folder = MemorySyncFolder()
    let machines = [Machine(1, folder), Machine(2, folder)]
    for round in 0..<3 {
      for machine in machines {
        machine.log.write("\(round)")
        machine.log.attach([UInt8(round)])
        machine.log.attach([UInt8](repeating: UInt8(round), count: Limits.packedAttachment + 1))
        try machine.sync()
      }
    }
    let library = try #require(try machines[0].log.library)
    let files = folder.files.sorted { $0.key < $1.key }
    for (place, own) in files {
      for (_, content) in files where content != own {
        // Then no content is read at the place of another
        #expect(throws: FileDefect.self, "\(place)") { try read(content, at: place, library) }
      }
      try read(own, at: place, library)
    }
  }

  @Test func `are not believed for what an attachment holds`() throws {
    // Given an attachment whose content is what an identity is made of
    let library = LibraryID(high: 1, low: 2)
    let folder = IdentityFile.FolderID(high: 3, low: 4)
    let identity = IdentityFile(library: library, folder: folder, isEncrypted: false).encoded()
    let body = try FolderFile(decoding: identity, as: .identity).body
    let attachment = FolderFile(kind: .attachment, library: library, body: body).encoded()
    // Then it is none
    #expect(throws: FileDefect.self) { try IdentityFile(decoding: attachment) }
  }

  private func read(_ bytes: [UInt8], at path: String, _ library: LibraryID) throws {
    let format = FolderFormat(library)
    let names = path.split(separator: "/").map { String($0) }
    guard names.count == 3 else {
      _ = try IdentityFile(decoding: bytes)
      return
    }
    if let replica = ReplicaID(hexadecimal: names[1]) {
      if let name = HeadName(names[2]) {
        _ = try Head(decoding: bytes, named: name, of: replica, in: format)
      } else if let name = SegmentName(names[2]) {
        _ = try Segment(decoding: bytes, named: name, of: replica, by: replica, in: format)
      } else {
        let name = try #require(PackName(names[2]))
        _ = try Pack(decoding: bytes, named: name, of: replica, in: format)
      }
      return
    }
    let hash = try #require([UInt8](hexadecimal: names[2].prefix(64)).flatMap { Digest($0) })
    _ = try AttachmentFile.decode(bytes, hash: hash, in: format)
  }
}
