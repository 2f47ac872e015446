import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct TheFilesOfAFolder {
  @Test func `an identity comes back as it was`() throws {
    let identity = IdentityFile(library: Sample.library, folder: .init(high: 5, low: 6))
    #expect(try IdentityFile(decoding: identity.encoded()) == identity)
  }

  @Test(arguments: [Sample.plain, Sample.sealed])
  func `a head comes back as it was`(format: FolderFormat) throws {
    let head = Sample.head
    let bytes = head.encoded(in: format)
    #expect(
      try Head(decoding: bytes, named: Sample.headName, of: Sample.replica, in: format) == head
    )
  }

  @Test(arguments: [1, 2, 500])
  func `a segment comes back as it was`(count: Int) throws {
    let changes = Sample.changes(count)
    let file = try SegmentWriter(changes).encoded(in: Sample.plain, by: Sample.replica)
    let read = try Segment(
      decoding: file.bytes,
      named: file.name,
      of: Sample.replica,
      by: Sample.replica,
      in: Sample.plain
    )
    #expect(try read.changes() == changes)
  }

  @Test func `a purged change keeps its place in the chain`() throws {
    // Given three changes of which one has lost its payload
    var changes = Sample.changes(3)
    let purged = changes[1]
    changes[1] = Change(
      id: purged.id,
      clock: purged.clock,
      dependencies: purged.dependencies,
      payloadHash: purged.payloadHash,
      payload: nil,
      after: purged.previousHash,
      hashedBy: Blake2b.hash
    )
    // When they are written and read
    let file = try SegmentWriter(changes).encoded(in: Sample.plain, by: Sample.replica)
    let read = try Segment(
      decoding: file.bytes,
      named: file.name,
      of: Sample.replica,
      by: Sample.replica,
      in: Sample.plain
    )
    // Then the hashes are the same, and the name is another one than before
    #expect(try read.changes() == changes)
    #expect(try read.changes().map(\.hash) == Sample.changes(3).map(\.hash))
    #expect(
      file.name
        != (try SegmentWriter(Sample.changes(3)).encoded(in: Sample.plain, by: Sample.replica).name)
    )
  }

  @Test func `a redacted change keeps its place in the chain`() throws {
    // Given three changes of which one has lost a part of its payload
    var changes = Sample.changes(3)
    let redacted = changes[1]
    changes[1] = Change(
      id: redacted.id,
      clock: redacted.clock,
      dependencies: redacted.dependencies,
      payloadHash: redacted.payloadHash,
      payload: Array("less".utf8),
      after: redacted.previousHash,
      hashedBy: Blake2b.hash
    )
    // When they are written and read
    let file = try SegmentWriter(changes).encoded(in: Sample.plain, by: Sample.replica)
    let read = try Segment(
      decoding: file.bytes,
      named: file.name,
      of: Sample.replica,
      by: Sample.replica,
      in: Sample.plain
    )
    // Then what is left of it is there, and the hashes are the same
    #expect(try read.changes() == changes)
    #expect(try read.changes().map(\.hash) == Sample.changes(3).map(\.hash))
  }

  @Test(arguments: [Sample.plain, Sample.sealed])
  func `a segment under another name, or of another replica, is refused`(
    format: FolderFormat
  ) throws {
    let other = ReplicaID(high: 8, low: 8)
    let file = try SegmentWriter(Sample.changes(3)).encoded(in: format, by: Sample.replica)
    let changed = SegmentName(first: 1, last: 3, hash: file.name.hash ^ 1)
    // The right bytes for another place, as they would be if its writer had a fault
    let misplaced = format.encode(
      SegmentWriter(Sample.changes(3)).body,
      as: .segment,
      at: FolderPath.segment(changed, of: Sample.replica)
    )
    #expect(throws: FileDefect.self) {
      try Segment(decoding: misplaced, named: changed, of: nil, by: Sample.replica, in: format)
    }
    #expect(throws: FileDefect.self) {
      try Segment(decoding: file.bytes, named: file.name, of: other, by: Sample.replica, in: format)
    }
    #expect(
      try Segment(decoding: file.bytes, named: file.name, of: nil, by: Sample.replica, in: format)
        .last
        == 3
    )
  }

  @Test(arguments: [0, 1, 100_000], [Sample.plain, Sample.sealed])
  func `an attachment comes back as it was`(size: Int, format: FolderFormat) throws {
    var generator = SeededGenerator(seed: 1)
    let content = (0..<size).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
    let hash = Blake2b.hash(content)
    let bytes = AttachmentFile.encode(content, as: hash, in: format)
    #expect(try AttachmentFile.decode(bytes, hash: hash, in: format) == content)
  }

  @Test(arguments: [Sample.plain, Sample.sealed])
  func `a pack comes back as it was`(format: FolderFormat) throws {
    let contents = [[], [1], Array("a page".utf8)]
    let pack = Pack(contents.map { (Blake2b.hash($0), $0) })
    let file = pack.encoded(from: 41, in: format, by: Sample.replica)
    #expect(file.name.first == 41 && file.name.last == 43)
    let read = try Pack(decoding: file.bytes, named: file.name, of: Sample.replica, in: format)
    #expect(read.attachments.map(\.content) == contents)
    #expect(read.attachments.map(\.hash) == contents.map { Blake2b.hash($0) })
  }

  @Test(arguments: [Sample.plain, Sample.sealed])
  func `equal content gives equal bytes, whoever writes it`(format: FolderFormat) throws {
    let content = Array("the same".utf8)
    let hash = Blake2b.hash(content)
    #expect(
      AttachmentFile.encode(content, as: hash, in: format)
        == AttachmentFile.encode(content, as: hash, in: format)
    )
    #expect(Sample.head.encoded(in: format) == Sample.head.encoded(in: format))
  }

  @Test func `a file of a newer clip is told from a damaged one`() throws {
    // Given a head whose minimum reader is the next version, with the right checksum
    var bytes = Sample.head.encoded(in: Sample.plain)
    bytes[9] = 2
    let checksum = Blake2b.digest(of: Array(bytes[..<72]), Array(bytes[104...]))
    bytes.replaceSubrange(72..<104, with: checksum.bytes)
    // Then it is newer
    let defect = #expect(throws: FileDefect.self) {
      try Head(decoding: bytes, named: Sample.headName, of: Sample.replica, in: Sample.plain)
    }
    #expect(defect?.kind == .newer)
  }

  @Test func `a file of another library or replica is refused`() throws {
    let bytes = Sample.head.encoded(in: Sample.plain)
    let foreign = #expect(throws: FileDefect.self) {
      try Head(
        decoding: bytes,
        named: Sample.headName,
        of: Sample.replica,
        in: FolderFormat(LibraryID(high: 8, low: 8))
      )
    }
    #expect(foreign?.kind == .foreign)
    #expect(throws: FileDefect.self) {
      try Head(
        decoding: bytes,
        named: Sample.headName,
        of: ReplicaID(high: 8, low: 8),
        in: Sample.plain
      )
    }
  }

  @Test func `names come back as they were and in order`() throws {
    let name = SegmentName(first: 1, last: Limits.largestNumber, hash: 0x0123_4567_89ab_cdef)
    #expect(name.description == "0000000000000001-9999999999999999-0123456789abcdef.segment")
    #expect(SegmentName(name.description) == name)
    #expect(HeadName("0000000000000042.head")?.counter == 42)
    #expect(FolderPath.isPlain(name.description))
  }

  @Test(arguments: [
    "", "42.head", "0000000000000042.head.bak", "0000000000000042 (1).head",
    "0000000000000042.HEAD", "-000000000000042.head", "０000000000000042.head",
    "0000000000000002-0000000000000001-0123456789abcdef.segment",
    "0000000000000000-0000000000000001-0123456789abcdef.segment",
    "0000000000000001-0000000000000001-0123456789ABCDEF.segment",
    "0000000000000001-0000000000000001-0123456789abcdef 2.segment",
    "0000000000000001-0000000000000001-.segment", "--.segment",
  ])
  func `other names are none of ours`(name: String) {
    #expect(HeadName(name) == nil)
    #expect(SegmentName(name) == nil)
  }
}
