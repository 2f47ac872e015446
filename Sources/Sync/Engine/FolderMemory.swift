import Replication

/// What a replica remembers about a folder between syncs, kept in its own log.
///
/// Losing it costs reading again, except that it exists at all: that is how an emptied folder is
/// told from a new one.
struct FolderMemory: Hashable {
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
  /// For each replica the counter of the newest head of which every change is in the log.
  var applied: [ReplicaID: UInt64] = [:]

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
      applied = try sections.require(3) { reader throws(CodecError) -> [ReplicaID: UInt64] in
        var applied: [ReplicaID: UInt64] = [:]
        for _ in 0..<(try reader.count(ofSize: 17)) {
          applied[try reader.id()] = try reader.number()
        }
        return applied
      }
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
      $0.append(applied.count)
      for (replica, counter) in applied.sorted(by: { $0.key < $1.key }) {
        $0.append(replica)
        $0.append(counter)
      }
    }
    return sections.bytes
  }
}
