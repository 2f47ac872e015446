public import Sync

/// A folder that fails as its seed decides, or dies when its fuse blows.
public final class FaultySyncFolder: SyncFolder {
  /// How often each fault happens, from 0 to 1 for each call.
  public struct Faults: Sendable {
    /// A file is read short.
    public var truncation = 0.0
    /// One bit of what is read is wrong.
    public var bitFlip = 0.0
    /// A file that is there is not found.
    public var lostFile = 0.0
    /// A listing lacks a name.
    public var staleListing = 0.0
    /// A file cannot be read or written.
    public var failure = 0.0

    public init() {}

    /// Each fault equally often.
    public init(each rate: Double) {
      truncation = rate
      bitFlip = rate
      lostFile = rate
      staleListing = rate
      failure = rate
    }
  }

  public var name: String { folder.name }
  private let folder: any SyncFolder
  private let faults: Faults
  private let fuse: Fuse
  private let generator: Locked<SeededGenerator>

  public init(
    _ folder: any SyncFolder,
    faults: Faults = Faults(),
    seed: UInt64 = 0,
    fuse: Fuse = Fuse()
  ) {
    self.folder = folder
    self.faults = faults
    self.fuse = fuse
    generator = Locked(SeededGenerator(seed: seed))
  }

  public func list(_ directory: String) throws -> [String] {
    try fuse.burn()
    var names = try folder.list(directory).sorted()
    if !names.isEmpty, happens(faults.staleListing) { names.remove(at: random(below: names.count)) }
    return names
  }

  public func read(_ path: String, limit: Int) throws -> [UInt8]? {
    try fuse.burn()
    if happens(faults.failure) { throw SyncError(.unreadable, "cannot read \(path)") }
    guard var content = try folder.read(path, limit: limit), !happens(faults.lostFile) else {
      return nil
    }
    if !content.isEmpty, happens(faults.truncation) {
      content = Array(content[..<random(below: content.count)])
    }
    if !content.isEmpty, happens(faults.bitFlip) {
      content[random(below: content.count)] ^= 1 << UInt8(random(below: 8))
    }
    return content
  }

  public func write(_ bytes: [UInt8], to path: String) throws -> Bool {
    try fuse.burn()
    if happens(faults.failure) { throw SyncError(.diskFull, "no space is left to write \(path)") }
    return try folder.write(bytes, to: path)
  }

  public func remove(_ path: String) throws {
    try fuse.burn()
    if happens(faults.failure) { throw SyncError(.unwritable, "cannot remove \(path)") }
    try folder.remove(path)
  }

  private func happens(_ rate: Double) -> Bool {
    rate > 0 && generator { Double.random(in: 0..<1, using: &$0) } < rate
  }

  private func random(below bound: Int) -> Int {
    generator { Int.random(in: 0..<bound, using: &$0) }
  }
}
