import Replication

/// The bytes in which a library keeps what it remembers about a folder: nobody else reads them.
extension FolderMemory {
  private enum Section {
    static let origin: UInt64 = 1
    static let own: UInt64 = 2
    static let heads: UInt64 = 3
    static let packs: UInt64 = 4
    static let superseded: UInt64 = 5
    static let lock: UInt64 = 6
    static let purges: UInt64 = 7
    static let forked: UInt64 = 8
    static let unlisted: UInt64 = 9
    static let former: UInt64 = 10
  }

  private static func replicas(
    _ reader: inout ByteReader
  ) throws(CodecError) -> Set<ReplicaID> {
    var replicas: Set<ReplicaID> = []
    for _ in 0..<(try reader.count(ofSize: 16)) { replicas.insert(try reader.id()) }
    return replicas
  }

  /// `nil` when the bytes are of another version: everything is read again then.
  init?(decoding bytes: [UInt8]) {
    do throws(CodecError) {
      let sections = try Sections(decoding: bytes)
      (folder, replica) = try sections.require(Section.origin) {
        reader throws(CodecError) -> (IdentityFile.FolderID, ReplicaID) in
        (try reader.id(), try reader.id())
      }
      (counter, published, attachments) = try sections.require(Section.own) {
        reader throws(CodecError) -> (UInt64, UInt64, Int64) in
        (try reader.number(), try reader.number(), try reader.signed())
      }
      heads = try sections.require(Section.heads) {
        reader throws(CodecError) -> [ReplicaID: KnownHead] in
        var heads: [ReplicaID: KnownHead] = [:]
        for _ in 0..<(try reader.count(ofSize: 36)) {
          heads[try reader.id()] = try reader.knownHead()
        }
        return heads
      }
      (packs, packNumber, isReceivingAttachments, policy) = try sections.require(Section.packs) {
        reader throws(CodecError) -> (
          [PackName: ClosedRange<Int64>], UInt64, Bool, SyncOptions.AttachmentPolicy
        ) in
        (
          try reader.packs(), try reader.number(), try reader.byte() == 1,
          SyncOptions.AttachmentPolicy(rawValue: try reader.text()) ?? .all
        )
      }
      superseded = try sections.require(Section.superseded) {
        reader throws(CodecError) -> [String: Superseded] in
        var files: [String: Superseded] = [:]
        for _ in 0..<(try reader.count(ofSize: 18)) {
          files[try reader.text()] = Superseded(
            replica: try reader.id(),
            since: try reader.number()
          )
        }
        return files
      }
      (redactions, purgedAttachments) = try sections.require(Section.purges) {
        reader throws(CodecError) -> (Int64, Int64) in (try reader.signed(), try reader.signed())
      }
      forked =
        try sections.read(Section.forked, Self.replicas) ?? []
      former = try sections.read(Section.former, Self.replicas) ?? []
      unlisted =
        try sections.read(Section.unlisted) { reader throws(CodecError) -> [Digest: Set<Digest>] in
          var unlisted: [Digest: Set<Digest>] = [:]
          for _ in 0..<(try reader.count(ofSize: Digest.size + 1)) {
            let hash = try reader.digest()
            for _ in 0..<(try reader.count(ofSize: Digest.size)) {
              unlisted[hash, default: []].insert(try reader.digest())
            }
          }
          return unlisted
        } ?? [:]
      let locked = try sections.read(Section.lock) {
        reader throws(CodecError) -> (FolderLock, Bool) in
        (try reader.lock(), try reader.byte() == 1)
      }
      lock = locked?.0
      isBeginning = locked?.1 ?? false
    } catch {
      return nil
    }
  }

  var encoded: [UInt8] {
    var sections = Sections()
    sections.write(Section.origin) {
      $0.append(folder)
      $0.append(replica)
    }
    sections.write(Section.own) {
      $0.append(counter)
      $0.append(published)
      $0.append(signed: attachments)
    }
    sections.write(Section.heads) {
      $0.append(heads.count)
      for (replica, head) in heads.sorted(by: { $0.key < $1.key }) {
        $0.append(replica)
        $0.append(head)
      }
    }
    sections.write(Section.packs) {
      $0.append(packs.count)
      for (name, positions) in packs.sorted(by: { $0.key < $1.key }) {
        $0.append(name.first)
        $0.append(name.last)
        $0.append(fixed: name.hash)
        $0.append(signed: positions.lowerBound)
        $0.append(signed: positions.upperBound)
      }
      $0.append(packNumber)
      $0.append(byte: isReceivingAttachments ? 1 : 0)
      $0.append(policy.rawValue)
    }
    sections.write(Section.superseded) {
      $0.append(superseded.count)
      for (name, file) in superseded.sorted(by: { $0.key < $1.key }) {
        $0.append(name)
        $0.append(file.replica)
        $0.append(file.since)
      }
    }
    sections.write(Section.purges) {
      $0.append(signed: redactions)
      $0.append(signed: purgedAttachments)
    }
    if let lock {
      sections.write(Section.lock) {
        $0.append(lock)
        $0.append(byte: isBeginning ? 1 : 0)
      }
    }
    for (section, replicas) in [(Section.forked, forked), (Section.former, former)]
    where !replicas.isEmpty {
      sections.write(section) {
        $0.append(replicas.count)
        for replica in replicas.sorted() { $0.append(replica) }
      }
    }
    if !unlisted.isEmpty {
      sections.write(Section.unlisted) {
        $0.append(unlisted.count)
        for (hash, parts) in unlisted.sorted(by: { $0.key.precedes($1.key) }) {
          $0.append(raw: hash.bytes)
          $0.append(parts.count)
          for part in parts.sorted(by: { $0.precedes($1) }) { $0.append(raw: part.bytes) }
        }
      }
    }
    return sections.bytes
  }
}

extension Digest {
  fileprivate func precedes(_ other: Digest) -> Bool {
    bytes.lexicographicallyPrecedes(other.bytes)
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ head: FolderMemory.KnownHead) {
    append(head.counter)
    append(fixed: head.clock.rawValue)
    append(head.merged)
    append(head.spans.count)
    for named in head.spans {
      append(named.span.replica)
      append(named.span.base)
      append(named.span.last)
      append(named.end.sequence)
      append(raw: named.end.hash.bytes)
    }
    append(head.packed)
    append(fixed: head.listed)
    append(byte: head.isDone ? 1 : 0)
  }

  fileprivate mutating func append(_ lock: FolderLock) {
    append(raw: lock.keys.naming)
    append(lock.keys.epochs.count)
    for epoch in lock.keys.epochs { append(raw: epoch.key) }
    append(lock.generation)
    append(lock.file)
  }
}

extension ByteReader {
  fileprivate mutating func knownHead() throws(CodecError) -> FolderMemory.KnownHead {
    let counter = try number()
    let clock = HybridTimestamp(rawValue: try fixed())
    let merged = try versionVector()
    var spans: [NamedSpan] = []
    for _ in 0..<(try count(ofSize: 51)) {
      let span = Span(replica: try id(), base: try number(), last: try number())
      spans.append(
        NamedSpan(span: span, end: ChainTip(sequence: try number(), hash: try digest()))
      )
    }
    return FolderMemory.KnownHead(
      counter: counter,
      clock: clock,
      merged: merged,
      spans: spans,
      packed: try number(),
      listed: try fixed(),
      isDone: try byte() == 1
    )
  }

  fileprivate mutating func packs() throws(CodecError) -> [PackName: ClosedRange<Int64>] {
    var packs: [PackName: ClosedRange<Int64>] = [:]
    for _ in 0..<(try count(ofSize: 12)) {
      let name = PackName(first: try number(), last: try number(), hash: try fixed())
      let (low, high) = (try signed(), try signed())
      guard low <= high else { throw CodecError("its positions are out of order") }
      packs[name] = low...high
    }
    return packs
  }

  fileprivate mutating func lock() throws(CodecError) -> FolderLock {
    let naming = try raw(Sodium.keySize)
    var epochs: [FolderKeys.Epoch] = []
    for _ in 0..<(try count(ofSize: Sodium.keySize)) {
      epochs.append(FolderKeys.Epoch(key: try raw(Sodium.keySize)))
    }
    guard !epochs.isEmpty else { throw CodecError("it holds no key") }
    return FolderLock(
      keys: FolderKeys(naming: naming, epochs: epochs),
      generation: try number(),
      file: try counted()
    )
  }
}
