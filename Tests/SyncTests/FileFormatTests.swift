import Replication
import TestSupport
import Testing

@testable import Sync

private let library = LibraryID(high: 1, low: 2)
private let replica = ReplicaID(high: 3, low: 4)

private func someChanges(_ count: Int, of replica: ReplicaID = replica) -> [Change] {
  var changes: [Change] = []
  for index in 0..<count {
    changes.append(
      Change(
        id: ChangeID(replica: replica, sequence: UInt64(index) + 1),
        clock: HybridTimestamp(rawValue: UInt64(index) * 77 + 5),
        dependencies: VersionVector([ReplicaID(high: 9, low: 9): UInt64(index)]),
        payload: Array("payload \(index)".utf8),
        after: changes.last?.hash ?? .zero,
        hashedBy: Blake2b.hash
      )
    )
  }
  return changes
}

private func someHead() -> Head {
  Head(
    counter: 12,
    clock: HybridTimestamp(milliseconds: 5),
    own: PublishedStream(
      replica: replica,
      base: 0,
      segments: [
        .init(name: SegmentName(first: 1, last: 7, hash: 0xfeed), length: 1),
        .init(name: SegmentName(first: 8, last: 8, hash: 0xbeef), length: 9999),
      ],
      tip: Blake2b.hash([1])
    ),
    merged: VersionVector([replica: 8, ReplicaID(high: 9, low: 9): 4]),
    carried: [
      PublishedStream(
        replica: ReplicaID(high: 1, low: 1),
        base: 40,
        segments: [.init(name: SegmentName(first: 41, last: 50, hash: 0xcafe), length: 77)],
        tip: Blake2b.hash([2])
      ),
      PublishedStream(
        replica: ReplicaID(high: 9, low: 9),
        base: 0,
        segments: [.init(name: SegmentName(first: 1, last: 4, hash: 0xabcd), length: 5)],
        tip: Blake2b.hash([3])
      ),
    ]
  )
}

@Suite struct TheFilesOfAFolder {
  @Test func `an identity comes back as it was`() throws {
    let identity = IdentityFile(library: library, folder: .init(high: 5, low: 6))
    #expect(try IdentityFile(decoding: identity.encoded()) == identity)
  }

  @Test func `a head comes back as it was`() throws {
    let head = someHead()
    #expect(
      try Head(decoding: head.encoded(library: library), of: replica, library: library) == head
    )
  }

  @Test(arguments: [1, 2, 500])
  func `a segment comes back as it was`(count: Int) throws {
    let changes = someChanges(count)
    let file = try Segment(changes).encoded(library: library)
    let read = try Segment(
      decoding: file.bytes,
      named: file.name,
      of: replica,
      library: library
    )
    #expect(read.changes == changes)
  }

  @Test func `a purged change keeps its place in the chain`() throws {
    // Given three changes of which one has lost its payload
    var changes = someChanges(3)
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
    let file = try Segment(changes).encoded(library: library)
    let read = try Segment(
      decoding: file.bytes,
      named: file.name,
      of: replica,
      library: library
    )
    // Then the hashes are the same, and the name is another one than before
    #expect(read.changes == changes)
    #expect(read.changes.map(\.hash) == someChanges(3).map(\.hash))
    #expect(file.name != (try Segment(someChanges(3)).encoded(library: library).name))
  }

  @Test(arguments: [0, 1, 100_000])
  func `an attachment comes back as it was`(size: Int) throws {
    var generator = SeededGenerator(seed: 1)
    let content = (0..<size).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
    let bytes = AttachmentFile.encode(content, library: library)
    #expect(
      try AttachmentFile.decode(bytes, hash: Blake2b.hash(content), library: library) == content
    )
  }

  /// Small files, and the check that reading one gave what was written.
  private var samples: [(bytes: [UInt8], read: ([UInt8]) throws -> Void)] {
    get throws {
      let segment = try Segment(someChanges(3)).encoded(library: library)
      let content = Array("some content".utf8)
      return [
        (
          IdentityFile(library: library, folder: .init(high: 5, low: 6)).encoded(),
          { _ = try IdentityFile(decoding: $0) }
        ),
        (
          someHead().encoded(library: library),
          { _ = try Head(decoding: $0, of: replica, library: library) }
        ),
        (
          segment.bytes,
          { _ = try Segment(decoding: $0, named: segment.name, of: replica, library: library) }
        ),
        (
          AttachmentFile.encode(content, library: library),
          { _ = try AttachmentFile.decode($0, hash: Blake2b.hash(content), library: library) }
        ),
      ]
    }
  }

  @Test func `every truncation is noticed`() throws {
    for sample in try samples {
      for length in 0..<sample.bytes.count {
        #expect(throws: FileDefect.self) { try sample.read(Array(sample.bytes[..<length])) }
      }
      #expect(throws: FileDefect.self) { try sample.read(sample.bytes + [0]) }
    }
  }

  @Test func `every flipped bit is noticed and taken for damage`() throws {
    for sample in try samples {
      for bit in 0..<sample.bytes.count * 8 {
        var bytes = sample.bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        let defect = #expect(throws: FileDefect.self) { try sample.read(bytes) }
        #expect(defect?.kind == .damaged)
      }
    }
  }

  @Test func `any body with a right checksum is read or refused`() throws {
    // Given bodies in which something is wrong but the checksum is not
    var generator = SeededGenerator(seed: 7)
    let head = try FolderFile(decoding: someHead().encoded(library: library), as: .head)
    let whole = try Segment(someChanges(3)).encoded(library: library)
    let segment = try FolderFile(decoding: whole.bytes, as: .segment)
    for _ in 0..<5000 {
      for file in [head, segment] {
        var body = file.body
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let place = Int.random(in: 0..<body.count, using: &generator)
          body[place] = UInt8.random(in: 0 ... .max, using: &generator)
        }
        let bytes = FolderFile(kind: file.kind, library: library, body: body).encoded()
        // Then a head is read or refused, and a segment never passes for the named one
        if file.kind == .head {
          _ = try? Head(decoding: bytes, of: replica, library: library)
        } else if body != file.body {
          #expect(throws: FileDefect.self) {
            try Segment(decoding: bytes, named: whole.name, of: replica, library: library)
          }
        }
      }
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a change cut short or with a turned bit is refused by its chain alone`(seed: UInt64) throws
  {
    // Given a change of some operations, of each kind in turn, in a body without name and checksum
    var generator = SeededGenerator(seed: seed)
    let change = generator.change(ofKind: Int(seed))
    let body = Segment([change]).encodedBody()
    var whole = ByteReader(body)
    #expect(try whole.changesOfSegment().changes == [change])

    // Then every other body is refused, or its last hash is not the one that it claims
    func isTaken(_ body: [UInt8]) -> Bool {
      var reader = ByteReader(body)
      guard let read = try? reader.changesOfSegment() else { return false }
      return read.changes.last?.hash == read.last
    }
    #expect(isTaken(body))
    for count in body.indices { #expect(!isTaken(Array(body[..<count]))) }
    for bit in 0..<body.count * 8 {
      var turned = body
      turned[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!isTaken(turned))
    }
  }

  @Test func `dependencies come back as they were, and have one form`() throws {
    var generator = SeededGenerator(seed: 3)
    let replicas = (0..<4).map { ReplicaID(high: 9, low: UInt64($0)) }
    for _ in 0..<200 {
      // Given vectors whose numbers rise and fall
      let vectors = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        VersionVector(
          Dictionary(
            uniqueKeysWithValues: replicas.shuffled(using: &generator).prefix(2).map {
              ($0, generator.next() >> UInt64.random(in: 0...63, using: &generator))
            }
          )
        )
      }
      var writer = ByteWriter()
      writer.append(dependencies: vectors)

      // Then they are read back
      var reader = ByteReader(writer.bytes)
      #expect(try reader.dependencies(ofChanges: vectors.count) == vectors)
      #expect(reader.isAtEnd)

      // and bytes that differ say something else, or nothing
      for bit in 0..<writer.bytes.count * 8 {
        var turned = writer.bytes
        turned[bit / 8] ^= 1 << UInt8(bit % 8)
        var reader = ByteReader(turned)
        guard let read = try? reader.dependencies(ofChanges: vectors.count) else { continue }
        var again = ByteWriter()
        again.append(dependencies: read)
        #expect(again.bytes.elementsEqual(turned.dropLast(reader.remaining)))
      }
    }
  }

  @Test(arguments: [16, 40, 63])
  func `a segment of more than its bytes could hold is refused`(shift: UInt64) {
    // Given a body that claims so many changes, replicas or dependencies
    var start = ByteWriter()
    start.append(replica)
    start.append(1)
    start.append(raw: [UInt8](repeating: 0, count: 2 * Digest.size))
    var number = ByteWriter()
    number.append(UInt64(1) << shift)
    let id = ReplicaID(high: 9, low: 9).bytes
    for rest in [number.bytes, [1, 2] + number.bytes, [1, 2, 1] + id + number.bytes] {
      // Then
      var reader = ByteReader(start.bytes + rest + [0, 0, 0])
      #expect(throws: CodecError.self) { try reader.changesOfSegment() }
    }
  }

  @Test func `a file of a newer clip is told from a damaged one`() throws {
    // Given a head whose minimum reader is the next version, with the right checksum
    var bytes = someHead().encoded(library: library)
    bytes[9] = 2
    let checksum = Blake2b.digest(of: Array(bytes[..<72]), Array(bytes[104...]))
    bytes.replaceSubrange(72..<104, with: checksum.bytes)
    // Then it is newer
    let defect = #expect(throws: FileDefect.self) {
      try Head(decoding: bytes, of: replica, library: library)
    }
    #expect(defect?.kind == .newer)
  }

  @Test func `a file of another library or replica is refused`() throws {
    let bytes = someHead().encoded(library: library)
    let foreign = #expect(throws: FileDefect.self) {
      try Head(decoding: bytes, of: replica, library: LibraryID(high: 8, low: 8))
    }
    #expect(foreign?.kind == .foreign)
    #expect(throws: FileDefect.self) {
      try Head(decoding: bytes, of: ReplicaID(high: 8, low: 8), library: library)
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

extension SeededGenerator {
  /// A change with an operation of one kind and a few others.
  fileprivate mutating func change(ofKind kind: Int) -> Change {
    let item = ItemID(high: next(), low: next())
    let operations = ([kind] + (0..<2).map { _ in Int.random(in: 0..<9, using: &self) }).map {
      Operation(item, ItemKind(rawValue: 2), action(ofKind: $0 % 9))
    }
    return Change(
      id: ChangeID(replica: replica, sequence: 1 + next() % 1_000),
      clock: HybridTimestamp(rawValue: next()),
      dependencies: VersionVector([ReplicaID(high: 9, low: 9): next() % 3]),
      payload: PayloadCodec.encode(operations),
      after: Blake2b.hash([1]),
      hashedBy: Blake2b.hash
    )
  }

  private mutating func action(ofKind kind: Int) -> Replication.Operation.Action {
    let field = FieldID(rawValue: UInt32(next() % 60))
    switch kind {
    case 0: return .set(field, .text("caf\u{e9}"))
    case 1: return .keep(field, .earliest, .integer(Int64(bitPattern: next())))
    case 2: return .insert(field, .list(["a", "b"]))
    case 3: return .remove(field, .bytes([0, 255]))
    case 4:
      let patch = TextPatch(position: 3, deleted: 1, inserted: Array("new".unicodeScalars))
      return .edit(field, TextEdit(firstSequence: 0, parents: [], patches: [patch]))
    case 5:
      let position = Position.between(nil, nil, by: replica)
      return .move(Placement(parent: ItemID(high: next(), low: next()), position: position))
    case 6: return .trash
    case 7: return .restore
    default: return .unknown(code: 9 + next() % 100, body: [1, 2, 3])
    }
  }
}

@Suite struct Hashing {
  @Test func `is BLAKE2b with 256 bits`() {
    // RFC 7693 gives no vector of this length; this one is of the reference implementation.
    #expect(
      Blake2b.hash(Array("abc".utf8)).description
        == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"
    )
  }
}

@Suite struct Compression {
  @Test(arguments: [0, 1, 70_000])
  func `gives back what was compressed`(size: Int) throws {
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let compressed = Zstandard.compress(content, level: 3)
    #expect(try Zstandard.decompress(compressed, limit: size) == content)
  }

  @Test func `never gives more than the limit`() throws {
    let compressed = Zstandard.compress([UInt8](repeating: 0, count: 1 << 20), level: 3)
    #expect(throws: Zstandard.Failure.self) {
      try Zstandard.decompress(compressed, limit: 1 << 20 - 1)
    }
  }

  @Test func `refuses what is cut or no frame`() throws {
    let compressed = Zstandard.compress(Array("some text, some text".utf8), level: 3)
    for length in 0..<compressed.count {
      #expect(throws: Zstandard.Failure.self) {
        try Zstandard.decompress(Array(compressed[..<length]), limit: 100)
      }
    }
  }
}
