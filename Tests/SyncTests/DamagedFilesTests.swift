import Replication
import TestSupport
import Testing

@testable import Sync

extension TheFilesOfAFolder {
  /// Small files, and the check that reading one gave what was written.
  private func samples(
    _ format: FolderFormat
  ) throws -> [(bytes: [UInt8], read: ([UInt8]) throws -> Void)] {
    let segment = try SegmentWriter(Sample.changes(3)).encoded(in: format, by: Sample.replica)
    let content = Array("some content".utf8)
    let hash = Blake2b.hash(content)
    let pack = Pack([(hash, content), (Blake2b.hash([]), [])])
      .encoded(from: 1, in: format, by: Sample.replica)
    let list = ChunkList(size: 5, chunks: [hash])
    return [
      (
        IdentityFile(library: Sample.library, folder: .init(high: 5, low: 6)).encoded(),
        { _ = try IdentityFile(decoding: $0) }
      ),
      (
        Sample.head.encoded(in: format),
        { _ = try Head(decoding: $0, named: Sample.headName, of: Sample.replica, in: format) }
      ),
      (
        segment.bytes,
        {
          _ = try Segment(
            decoding: $0,
            named: segment.name,
            of: Sample.replica,
            by: Sample.replica,
            in: format
          )
        }
      ),
      (
        AttachmentFile.encode(content, as: hash, in: format),
        { _ = try AttachmentFile.decode($0, hash: hash, in: format) }
      ),
      (
        pack.bytes, { _ = try Pack(decoding: $0, named: pack.name, of: Sample.replica, in: format) }
      ),
      (
        list.encoded(of: hash, in: format),
        { _ = try ChunkList(decoding: $0, of: hash, in: format) }
      ),
    ]
  }

  @Test(arguments: [Sample.plain, Sample.sealed])
  func `every truncation is noticed`(format: FolderFormat) throws {
    for sample in try samples(format) {
      try sample.read(sample.bytes)
      for length in 0..<sample.bytes.count {
        #expect(throws: FileDefect.self) { try sample.read(Array(sample.bytes[..<length])) }
      }
      #expect(throws: FileDefect.self) { try sample.read(sample.bytes + [0]) }
    }
  }

  @Test(arguments: [Sample.plain, Sample.sealed])
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
    let head = try FolderFile(decoding: Sample.head.encoded(in: Sample.plain), as: .head)
    let whole = try SegmentWriter(Sample.changes(3)).encoded(in: Sample.plain, by: Sample.replica)
    let segment = try FolderFile(decoding: whole.bytes, as: .segment)
    for _ in 0..<5000 {
      for file in [head, segment] {
        var body = file.body
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let place = Int.random(in: 0..<body.count, using: &generator)
          body[place] = UInt8.random(in: 0 ... .max, using: &generator)
        }
        let bytes = FolderFile(kind: file.kind, library: Sample.library, body: body).encoded()
        // Then a head is read or refused, and a segment never passes for the named one
        if file.kind == .head {
          _ = try? Head(
            decoding: bytes,
            named: Sample.headName,
            of: Sample.replica,
            in: Sample.plain
          )
        } else if body != file.body {
          #expect(throws: FileDefect.self) {
            try Segment(
              decoding: bytes,
              named: whole.name,
              of: Sample.replica,
              by: Sample.replica,
              in: Sample.plain
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

  @Test(arguments: [16, 40, 63])
  func `a segment of more than its bytes could hold is refused`(shift: UInt64) {
    // Given a body that claims so many changes, replicas or dependencies
    var start = ByteWriter()
    start.append(Sample.replica)
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
}

extension SeededGenerator {
  /// A change with an operation of one kind and a few others.
  fileprivate mutating func change(ofKind kind: Int) -> Change {
    let item = ItemID(high: next(), low: next())
    let operations = ([kind] + (0..<2).map { _ in Int.random(in: 0..<9, using: &self) }).map {
      Operation(item, ItemKind(rawValue: 2), action(ofKind: $0 % 9))
    }
    return Change(
      id: ChangeID(replica: Sample.replica, sequence: 1 + next() % 1_000),
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
      let position = Position.between(nil, nil, by: Sample.replica)
      return .move(Placement(parent: ItemID(high: next(), low: next()), position: position))
    case 6: return .trash
    case 7: return .restore
    default: return .unknown(code: 10 + next() % 100, body: [1, 2, 3])
    }
  }
}
