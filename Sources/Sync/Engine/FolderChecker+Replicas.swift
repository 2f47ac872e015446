import Replication

extension FolderChecker {
  /// What is kept of a segment that was read.
  private struct Link {
    let replica: ReplicaID
    let previousHash: Digest
    let tip: Digest
  }

  /// Verifies what one replica publishes: its heads, and what the newest of them names.
  mutating func checkReplica(_ replica: ReplicaID) throws {
    let directory = FolderPath.directory(of: replica)
    let names = try folder.list(directory).sorted()
    let head = try checkHeads(of: replica, among: names)
    let segments = Set(head?.streams.flatMap(\.segments).map(\.name) ?? [])
    let packs = Set(head?.packs.map(\.name) ?? [])
    if head == nil, names.contains(where: { SegmentName($0) != nil }) {
      check.inFlight.append("\(directory)/*.head")
    }
    var links: [SegmentName: Link] = [:]
    for name in names where HeadName(name) == nil {
      if let segment = SegmentName(name) {
        links[segment] = try checkSegment(segment, in: replica)
        if head != nil, links[segment] != nil, !segments.contains(segment) {
          check.superfluous.append("\(directory)/\(name)")
        }
      } else if let pack = PackName(name) {
        let isWhole = try checkPack(pack, in: replica)
        if head != nil, isWhole, !packs.contains(pack) {
          check.superfluous.append("\(directory)/\(name)")
        }
      } else {
        passOver(name, in: directory)
      }
    }
    guard let head else { return }
    let present = Set(names)
    let named = segments.map(\.description) + packs.map(\.description)
    check.inFlight += named.filter { !present.contains($0) }.sorted().map { "\(directory)/\($0)" }
    for stream in head.streams { try checkStream(stream, of: head, links) }
    if let state = head.checked { check.states.append(.init(replica: replica, state: state)) }
  }

  /// The whole head with the highest counter.
  private mutating func checkHeads(
    of replica: ReplicaID,
    among names: [String]
  ) throws -> Head? {
    let format = format
    var newest: Head?
    for name in names.compactMap({ HeadName($0) }).sorted() {
      let head = try verify(FolderPath.head(name, of: replica), as: .head) {
        bytes throws(FileDefect) in
        try Head(decoding: bytes, named: name, of: replica, in: format)
      }
      newest = head ?? newest
    }
    return newest
  }

  private mutating func checkSegment(
    _ name: SegmentName,
    in carrier: ReplicaID
  ) throws -> Link? {
    let format = format
    let segment = try verify(FolderPath.segment(name, of: carrier), as: .segment) {
      bytes throws(FileDefect) in
      try Segment(decoding: bytes, named: name, of: nil, by: carrier, in: format)
    }
    return segment.map {
      Link(replica: $0.replica, previousHash: $0.previousHash, tip: $0.tip)
    }
  }

  private mutating func checkPack(_ name: PackName, in replica: ReplicaID) throws -> Bool {
    let format = format
    let pack = try verify(FolderPath.pack(name, of: replica), as: .pack) {
      bytes throws(FileDefect) in
      try Pack(decoding: bytes, named: name, of: replica, in: format)
    }
    packed.formUnion(pack?.attachments.map(\.hash) ?? [])
    return pack != nil
  }

  /// Follows the chain of hashes from segment to segment, as far as they are whole, and compares
  /// its end with the head and with the own log.
  private mutating func checkStream(
    _ stream: PublishedStream,
    of head: Head,
    _ links: [SegmentName: Link]
  ) throws {
    let directory = FolderPath.directory(of: head.replica)
    var tip: Digest? = stream.base == 0 ? .zero : nil
    for name in stream.segments.map(\.name) {
      guard let link = links[name] else {
        tip = nil
        continue
      }
      if link.replica != stream.replica {
        check.problems.append(
          "\(directory)/\(name) holds changes of another replica than its head says"
        )
      } else if let tip, tip != link.previousHash {
        check.problems.append("\(directory)/\(name) does not follow the segment before it")
      }
      tip = link.tip
    }
    let last = ChangeID(replica: stream.replica, sequence: stream.last)
    if let tip, tip != stream.tip {
      check.problems.append("\(directory): the head does not end as its segments do, at \(last)")
    }
    let branches = session.histories.branches(of: stream.replica)
    let names = branches.map { ChangeID(replica: $0, sequence: stream.last) }
    if !names.contains(where: head.merged.contains) {
      check.problems.append("\(directory): the head names \(last), which it says it has not merged")
    }
    if try session.log.hash(of: last) != nil, try session.history(of: stream) == nil {
      check.problems.append(
        "\(directory) publishes another history of replica \(stream.replica) than this library has"
      )
    }
  }
}
