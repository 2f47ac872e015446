import Replication

/// What a replica remembers about a folder between syncs, kept in its own log.
///
/// Losing it costs reading again, except that it exists at all: that is how an emptied folder is
/// told from a new one.
struct FolderMemory: Hashable {
  /// What another replica's newest head said when it was last read.
  struct KnownHead: Hashable {
    /// 0 when the folder no longer has a head of it.
    var counter: UInt64
    var clock: HybridTimestamp
    var merged: VersionVector
    /// The changes that the folder holds by it.
    var spans: [Span]
    /// A fingerprint of the segments' names in its directory.
    var listed: UInt64
    /// Whether all its changes are in the log and all its segments in the folder: only then, and
    /// while the same segments are listed, it need not be read again.
    var isDone: Bool
  }

  /// Which folder this is about: another one may be mounted at the same path.
  var folder: IdentityFile.FolderID
  /// Whom the next three are about; a log can take a new replica id.
  var replica: ReplicaID
  /// The highest counter of an own head.
  var counter: UInt64 = 0
  /// The last own change that was published.
  var published: UInt64 = 0
  /// Attachments up to this position are in the folder.
  var attachments: Int64 = 0
  /// Of every other replica that was ever seen in the folder.
  var heads: [ReplicaID: KnownHead] = [:]
  /// Replicas of which two histories were met here by the last sync.
  var forked: Set<ReplicaID> = []

  init(folder: IdentityFile.FolderID, replica: ReplicaID) {
    self.folder = folder
    self.replica = replica
  }

  /// `nil` when the bytes are of another version: everything is read again then.
  init?(decoding bytes: [UInt8]) {
    do throws(CodecError) {
      let sections = try Sections(decoding: bytes)
      (folder, replica) = try sections.require(1) {
        reader throws(CodecError) -> (IdentityFile.FolderID, ReplicaID) in
        (try reader.id(), try reader.id())
      }
      (counter, published, attachments) = try sections.require(2) {
        reader throws(CodecError) -> (UInt64, UInt64, Int64) in
        (try reader.number(), try reader.number(), try reader.signed())
      }
      heads = try sections.require(3) { reader throws(CodecError) -> [ReplicaID: KnownHead] in
        var heads: [ReplicaID: KnownHead] = [:]
        for _ in 0..<(try reader.count(ofSize: 36)) {
          heads[try reader.id()] = try reader.knownHead()
        }
        return heads
      }
      forked =
        try sections.read(4) { reader throws(CodecError) -> Set<ReplicaID> in
          var forked: Set<ReplicaID> = []
          for _ in 0..<(try reader.count(ofSize: 16)) { forked.insert(try reader.id()) }
          return forked
        } ?? []
    } catch {
      return nil
    }
  }

  var encoded: [UInt8] {
    var sections = Sections()
    sections.write(1) {
      $0.append(folder)
      $0.append(replica)
    }
    sections.write(2) {
      $0.append(counter)
      $0.append(published)
      $0.append(signed: attachments)
    }
    sections.write(3) {
      $0.append(heads.count)
      for (replica, head) in heads.sorted(by: { $0.key < $1.key }) {
        $0.append(replica)
        $0.append(head)
      }
    }
    if !forked.isEmpty {
      sections.write(4) {
        $0.append(forked.count)
        for replica in forked.sorted() { $0.append(replica) }
      }
    }
    return sections.bytes
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ head: FolderMemory.KnownHead) {
    append(head.counter)
    append(fixed: head.clock.rawValue)
    append(head.merged)
    append(head.spans.count)
    for span in head.spans {
      append(span.replica)
      append(span.base)
      append(span.last)
    }
    append(fixed: head.listed)
    append(byte: head.isDone ? 1 : 0)
  }
}

extension ByteReader {
  fileprivate mutating func knownHead() throws(CodecError) -> FolderMemory.KnownHead {
    let counter = try number()
    let clock = HybridTimestamp(rawValue: try fixed())
    let merged = try versionVector()
    var spans: [Span] = []
    for _ in 0..<(try count(ofSize: 18)) {
      spans.append(Span(replica: try id(), base: try number(), last: try number()))
    }
    return FolderMemory.KnownHead(
      counter: counter,
      clock: clock,
      merged: merged,
      spans: spans,
      listed: try fixed(),
      isDone: try byte() == 1
    )
  }
}
