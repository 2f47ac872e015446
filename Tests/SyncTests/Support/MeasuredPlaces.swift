import Replication
import Sync
import TestSupport

/// A folder that knows which files were read, and the most bytes that any call carried.
final class MeasuredFolder: SyncFolder {
  private let folder: any SyncFolder
  private let state = Locked((largest: 0, read: [String: Int]()))

  init(_ folder: any SyncFolder) {
    self.folder = folder
  }

  var name: String { folder.name }
  var largest: Int { state { $0.largest } }
  /// How often each file was found when it was asked for.
  var reads: [String: Int] {
    get { state { $0.read } }
    set { state { $0.read = newValue } }
  }

  func list(_ directory: String) throws -> [String] { try folder.list(directory) }

  func read(_ path: String, limit: Int) throws -> [UInt8]? {
    guard let content = try folder.read(path, limit: limit) else { return nil }
    state {
      $0.read[path, default: 0] += 1
      $0.largest = max($0.largest, content.count)
    }
    return content
  }

  func write(_ bytes: [UInt8], to path: String) throws -> Bool {
    state { $0.largest = max($0.largest, bytes.count) }
    return try folder.write(bytes, to: path)
  }

  func remove(_ path: String) throws { try folder.remove(path) }
}

/// Attachments that know the most bytes that any call carried, and may give out what is damaged.
final class MeasuredAttachments: AttachmentStore {
  private let store: any AttachmentStore
  private let state = Locked((largest: 0, damaged: Set<Digest>()))

  init(_ store: any AttachmentStore) {
    self.store = store
  }

  var largest: Int { state { $0.largest } }

  /// These are given out with another first byte.
  var damaged: Set<Digest> {
    get { state { $0.damaged } }
    set { state { $0.damaged = newValue } }
  }

  private func carry(_ bytes: [UInt8]?) {
    state { $0.largest = max($0.largest, bytes?.count ?? 0) }
  }

  func attachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    try store.attachments(after: position, limit: limit)
  }

  func size(ofAttachment hash: Digest) throws -> UInt64? { try store.size(ofAttachment: hash) }

  func attachment(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8]? {
    var bytes = try store.attachment(hash, from: offset, count: count)
    carry(bytes)
    if damaged.contains(hash), offset == 0, bytes?.isEmpty == false { bytes?[0] ^= 1 }
    return bytes
  }

  func missingAttachments() throws -> [Digest] { try store.missingAttachments() }

  func isUsed(_ hash: Digest) throws -> Bool { try store.isUsed(hash) }

  func purgedAttachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    try store.purgedAttachments(after: position, limit: limit)
  }

  func store(_ content: [UInt8], as hash: Digest) throws {
    carry(content)
    try store.store(content, as: hash)
  }

  func received(_ hash: Digest) throws -> UInt64 { try store.received(hash) }

  func received(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8] {
    let bytes = try store.received(hash, from: offset, count: count)
    carry(bytes)
    return bytes
  }

  func receive(_ part: [UInt8], of hash: Digest, at offset: UInt64) throws {
    carry(part)
    try store.receive(part, of: hash, at: offset)
  }

  func finishReceiving(_ hash: Digest, size: UInt64) throws -> Bool {
    try store.finishReceiving(hash, size: size)
  }
}
