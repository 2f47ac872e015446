import Replication
import TestSupport
import Testing

@testable import Sync

private let library = LibraryID(high: 1, low: 2)
private let replica = ReplicaID(high: 3, low: 4)
private let plain = FolderFormat(library)
private let sealed = FolderFormat(
  library,
  keys: FolderKeys(
    naming: [UInt8](repeating: 7, count: 32),
    epochs: [.init(key: [UInt8](repeating: 8, count: 32))]
  )
)

private func someChanges(_ count: Int, of replica: ReplicaID = replica) -> [Change] {
  var changes: [Change] = []
  for index in 0..<count {
    changes.append(
      Change(
        id: ChangeID(replica: replica, sequence: UInt64(index) + 1),
        clock: HybridTimestamp(rawValue: UInt64(index) * 77 + 5),
        dependencies: Dependencies(VersionVector([ReplicaID(high: 9, low: 9): UInt64(index)])) {
          $0.sequence &* 0x9e37_79b9_7f4a_7c15
        },
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
        .init(name: SegmentName(first: 1, last: 7, hash: 0xfeed), length: 1, isFull: false),
        .init(name: SegmentName(first: 8, last: 8, hash: 0xbeef), length: 9999, isFull: false),
      ],
      tip: Blake2b.hash([1])
    ),
    merged: VersionVector([replica: 8, ReplicaID(high: 9, low: 9): 4]),
    carried: [
      PublishedStream(
        replica: ReplicaID(high: 1, low: 1),
        base: 40,
        segments: [
          .init(name: SegmentName(first: 41, last: 50, hash: 0xcafe), length: 77, isFull: false)
        ],
        tip: Blake2b.hash([2])
      ),
      PublishedStream(
        replica: ReplicaID(high: 9, low: 9),
        base: 0,
        segments: [
          .init(name: SegmentName(first: 1, last: 4, hash: 0xabcd), length: 5, isFull: false)
        ],
        tip: Blake2b.hash([3])
      ),
    ],
    packs: [
      .init(name: PackName(first: 1, last: 3, hash: 0x1234), length: 300, isFull: true),
      .init(name: PackName(first: 9, last: 9, hash: 0x5678), length: 3, isFull: false),
    ],
    wanted: [Digest.zero, Blake2b.hash([4])]
  )
}

private let headName = HeadName(counter: 12)

@Suite struct TheFilesOfAFolder {
  @Test func `an identity comes back as it was`() throws {
    let identity = IdentityFile(library: library, folder: .init(high: 5, low: 6))
    #expect(try IdentityFile(decoding: identity.encoded()) == identity)
  }

  @Test(arguments: [plain, sealed])
  func `a head comes back as it was`(format: FolderFormat) throws {
    let head = someHead()
    let bytes = head.encoded(in: format)
    #expect(try Head(decoding: bytes, named: headName, of: replica, in: format) == head)
  }

  @Test(arguments: [1, 2, 500])
  func `a segment comes back as it was`(count: Int) throws {
    let changes = someChanges(count)
    let file = try SegmentWriter(changes).encoded(in: plain, by: replica)
    let read = try Segment(
      decoding: file.bytes,
      named: file.name,
      of: replica,
      by: replica,
      in: plain
    )
    #expect(try read.changes() == changes)
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
    let file = try SegmentWriter(changes).encoded(in: plain, by: replica)
    let read = try Segment(
      decoding: file.bytes,
      named: file.name,
      of: replica,
      by: replica,
      in: plain
    )
    // Then the hashes are the same, and the name is another one than before
    #expect(try read.changes() == changes)
    #expect(try read.changes().map(\.hash) == someChanges(3).map(\.hash))
    #expect(file.name != (try SegmentWriter(someChanges(3)).encoded(in: plain, by: replica).name))
  }

  @Test func `a redacted change keeps its place in the chain`() throws {
    // Given three changes of which one has lost a part of its payload
    var changes = someChanges(3)
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
    let file = try SegmentWriter(changes).encoded(in: plain, by: replica)
    let read = try Segment(
      decoding: file.bytes,
      named: file.name,
      of: replica,
      by: replica,
      in: plain
    )
    // Then what is left of it is there, and the hashes are the same
    #expect(try read.changes() == changes)
    #expect(try read.changes().map(\.hash) == someChanges(3).map(\.hash))
  }

  @Test(arguments: [plain, sealed])
  func `a segment under another name, or of another replica, is refused`(
    format: FolderFormat
  ) throws {
    let other = ReplicaID(high: 8, low: 8)
    let file = try SegmentWriter(someChanges(3)).encoded(in: format, by: replica)
    let changed = SegmentName(first: 1, last: 3, hash: file.name.hash ^ 1)
    // The right bytes for another place, as they would be if its writer had a fault
    let misplaced = format.encode(
      SegmentWriter(someChanges(3)).body,
      as: .segment,
      at: FolderPath.segment(changed, of: replica)
    )
    #expect(throws: FileDefect.self) {
      try Segment(decoding: misplaced, named: changed, of: nil, by: replica, in: format)
    }
    #expect(throws: FileDefect.self) {
      try Segment(decoding: file.bytes, named: file.name, of: other, by: replica, in: format)
    }
    #expect(
      try Segment(decoding: file.bytes, named: file.name, of: nil, by: replica, in: format).last
        == 3
    )
  }

  @Test(arguments: [0, 1, 100_000], [plain, sealed])
  func `an attachment comes back as it was`(size: Int, format: FolderFormat) throws {
    var generator = SeededGenerator(seed: 1)
    let content = (0..<size).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
    let hash = Blake2b.hash(content)
    let bytes = AttachmentFile.encode(content, as: hash, in: format)
    #expect(try AttachmentFile.decode(bytes, hash: hash, in: format) == content)
  }

  @Test(arguments: [plain, sealed])
  func `a pack comes back as it was`(format: FolderFormat) throws {
    let contents = [[], [1], Array("a page".utf8)]
    let pack = Pack(contents.map { (Blake2b.hash($0), $0) })
    let file = pack.encoded(from: 41, in: format, by: replica)
    #expect(file.name.first == 41 && file.name.last == 43)
    let read = try Pack(decoding: file.bytes, named: file.name, of: replica, in: format)
    #expect(read.attachments.map(\.content) == contents)
    #expect(read.attachments.map(\.hash) == contents.map { Blake2b.hash($0) })
  }

  @Test(arguments: [plain, sealed])
  func `equal content gives equal bytes, whoever writes it`(format: FolderFormat) throws {
    let content = Array("the same".utf8)
    let hash = Blake2b.hash(content)
    #expect(
      AttachmentFile.encode(content, as: hash, in: format)
        == AttachmentFile.encode(content, as: hash, in: format)
    )
    #expect(someHead().encoded(in: format) == someHead().encoded(in: format))
  }

  /// Small files, and the check that reading one gave what was written.
  private func samples(
    _ format: FolderFormat
  ) throws -> [(bytes: [UInt8], read: ([UInt8]) throws -> Void)] {
    let segment = try SegmentWriter(someChanges(3)).encoded(in: format, by: replica)
    let content = Array("some content".utf8)
    let hash = Blake2b.hash(content)
    let pack = Pack([(hash, content), (Blake2b.hash([]), [])])
      .encoded(from: 1, in: format, by: replica)
    let list = ChunkList(size: 5, chunks: [hash])
    return [
      (
        IdentityFile(library: library, folder: .init(high: 5, low: 6)).encoded(),
        { _ = try IdentityFile(decoding: $0) }
      ),
      (
        someHead().encoded(in: format),
        { _ = try Head(decoding: $0, named: headName, of: replica, in: format) }
      ),
      (
        segment.bytes,
        {
          _ = try Segment(
            decoding: $0,
            named: segment.name,
            of: replica,
            by: replica,
            in: format
          )
        }
      ),
      (
        AttachmentFile.encode(content, as: hash, in: format),
        { _ = try AttachmentFile.decode($0, hash: hash, in: format) }
      ),
      (pack.bytes, { _ = try Pack(decoding: $0, named: pack.name, of: replica, in: format) }),
      (
        list.encoded(of: hash, in: format),
        { _ = try ChunkList(decoding: $0, of: hash, in: format) }
      ),
    ]
  }

  @Test(arguments: [plain, sealed])
  func `every truncation is noticed`(format: FolderFormat) throws {
    for sample in try samples(format) {
      try sample.read(sample.bytes)
      for length in 0..<sample.bytes.count {
        #expect(throws: FileDefect.self) { try sample.read(Array(sample.bytes[..<length])) }
      }
      #expect(throws: FileDefect.self) { try sample.read(sample.bytes + [0]) }
    }
  }

  @Test(arguments: [plain, sealed])
  func `every flipped bit is noticed and taken for damage`(format: FolderFormat) throws {
    for sample in try samples(format) {
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
    let head = try FolderFile(decoding: someHead().encoded(in: plain), as: .head)
    let whole = try SegmentWriter(someChanges(3)).encoded(in: plain, by: replica)
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
          _ = try? Head(decoding: bytes, named: headName, of: replica, in: plain)
        } else if body != file.body {
          #expect(throws: FileDefect.self) {
            try Segment(
              decoding: bytes,
              named: whole.name,
              of: replica,
              by: replica,
              in: plain
            )
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
    let body = SegmentWriter([change]).body
    #expect(try Segment(body: body).changes() == [change])

    // Then every other body is refused, or its last hash is not the one that it claims
    func isTaken(_ body: [UInt8]) -> Bool {
      (try? Segment(body: body)) != nil
    }
    #expect(isTaken(body))
    for count in body.indices { #expect(!isTaken(Array(body[..<count]))) }
    for bit in 0..<body.count * 8 {
      var turned = body
      turned[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!isTaken(turned))
    }
  }

  private func dependencies(
    _ reader: inout ByteReader,
    _ count: Int
  ) throws -> [Dependencies] {
    var vectors = try DependencyReader(&reader, ofChanges: count)
    let read = try (0..<count).map { _ in try vectors.next() }
    try vectors.finish()
    return read
  }

  @Test func `dependencies come back as they were, and have one form`() throws {
    var generator = SeededGenerator(seed: 3)
    let replicas = (0..<4).map { ReplicaID(high: 9, low: UInt64($0)) }
    for _ in 0..<200 {
      // Given vectors whose numbers rise and fall
      let vectors = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        let version = VersionVector(
          Dictionary(
            uniqueKeysWithValues: replicas.shuffled(using: &generator).prefix(2).map {
              ($0, generator.next() >> UInt64.random(in: 0...63, using: &generator))
            }
          )
        )
        return Dependencies(version) { _ in generator.next() }
      }
      var writer = ByteWriter()
      writer.append(dependencies: vectors)

      // Then they are read back
      var reader = ByteReader(writer.bytes)
      #expect(try dependencies(&reader, vectors.count) == vectors)
      #expect(reader.isAtEnd)

      // and bytes that differ say something else, or nothing
      for bit in 0..<writer.bytes.count * 8 {
        var turned = writer.bytes
        turned[bit / 8] ^= 1 << UInt8(bit % 8)
        var reader = ByteReader(turned)
        guard let read = try? dependencies(&reader, vectors.count) else { continue }
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
      #expect(throws: CodecError.self) { try Segment(body: start.bytes + rest + [0, 0, 0]) }
    }
  }

  @Test func `a file of a newer clip is told from a damaged one`() throws {
    // Given a head whose minimum reader is the next version, with the right checksum
    var bytes = someHead().encoded(in: plain)
    bytes[9] = 2
    let checksum = Blake2b.digest(of: Array(bytes[..<72]), Array(bytes[104...]))
    bytes.replaceSubrange(72..<104, with: checksum.bytes)
    // Then it is newer
    let defect = #expect(throws: FileDefect.self) {
      try Head(decoding: bytes, named: headName, of: replica, in: plain)
    }
    #expect(defect?.kind == .newer)
  }

  @Test func `a file of another library or replica is refused`() throws {
    let bytes = someHead().encoded(in: plain)
    let foreign = #expect(throws: FileDefect.self) {
      try Head(
        decoding: bytes,
        named: headName,
        of: replica,
        in: FolderFormat(LibraryID(high: 8, low: 8))
      )
    }
    #expect(foreign?.kind == .foreign)
    #expect(throws: FileDefect.self) {
      try Head(decoding: bytes, named: headName, of: ReplicaID(high: 8, low: 8), in: plain)
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
      dependencies: Dependencies(VersionVector([ReplicaID(high: 9, low: 9): next() % 3])) { _ in
        next()
      },
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
    default: return .unknown(code: 10 + next() % 100, body: [1, 2, 3])
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
