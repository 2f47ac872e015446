import Replication
package import Sync

/// One machine's own copy of a sync folder, which a mover brings up to date as it likes.
///
/// Watches what is written: who writes where, whether what a head newly names is there and whole,
/// whether a head's number is used twice, and whether anything is removed that is still needed.
package final class LaggingFolder: SyncFolder {
  /// What the machine did to its copy, for the mover to carry on.
  package enum Event {
    case wrote(String, [UInt8])
    case removed(String)
  }

  package let name: String
  private let folder: MemorySyncFolder
  /// Where the files stand on a disk, too, and are read and written.
  private let real: RealDirectory?
  private let state: Locked<State>

  private struct State {
    var events: [Event] = []
    var violations: [String] = []
    var listings: [String: [[String]]] = [:]
    var named: [String: Set<String>] = [:]
    /// Heads that were ever written.
    var heads: [String: [UInt8]] = [:]
    var writer: @Sendable () -> String? = { nil }
    var keys: @Sendable () -> SealedFiles? = { nil }
    /// Listings are as old as that many calls ago.
    var staleness = 0
    var isFull = false
    var isMisread = false
  }

  package convenience init(name: String, files: [String: [UInt8]] = [:]) {
    self.init(name: name, files: files, in: nil)
  }

  init(name: String, files: [String: [UInt8]] = [:], in real: RealDirectory?) {
    self.name = name
    self.real = real
    folder = MemorySyncFolder(name: name, files: files)
    state = Locked(State())
  }

  package var files: [String: [UInt8]] {
    get { folder.files }
    set {
      folder.files = newValue
      real?.isStale = true
    }
  }

  /// Becomes what it was once, as when a disk is put back: of what was written since it knows nothing.
  func putBack(_ files: [String: [UInt8]]) {
    self.files = files
    state {
      $0.heads = [:]
      $0.named = [:]
      $0.listings = [:]
    }
  }

  package var isMissing: Bool {
    get { folder.isMissing }
    set {
      folder.isMissing = newValue
      real?.isStale = true
    }
  }

  /// Whether no byte more can be written.
  package var isFull: Bool {
    get { state { $0.isFull } }
    set { state { $0.isFull = newValue } }
  }

  /// Whether reads go wrong: a whole file may be taken for a damaged one then, and where it is sealed
  /// with an earlier key it is written anew.
  package var isMisread: Bool {
    get { state { $0.isMisread } }
    set { state { $0.isMisread = newValue } }
  }

  package var staleness: Int {
    get { state { $0.staleness } }
    set { state { $0.staleness = newValue } }
  }

  /// - Parameters:
  ///   - writer: whose directory may be written to, asked at every write.
  ///   - keys: open heads of an encrypted folder.
  package func watch(
    _ writer: @escaping @Sendable () -> String?,
    keys: @escaping @Sendable () -> SealedFiles? = { nil }
  ) {
    state {
      $0.writer = writer
      $0.keys = keys
    }
  }

  /// What happened since this was asked last.
  package func takeEvents() -> [Event] {
    state { state in
      defer { state.events = [] }
      return state.events
    }
  }

  /// The first rule that was broken.
  package var violation: String? { state { $0.violations.first } }

  // MARK: SyncFolder

  /// Where the files are read and written.
  private var disk: any SyncFolder {
    guard let real else { return folder }
    return real.showing(folder.isMissing ? nil : folder.files)
  }

  package func list(_ directory: String) throws -> [String] {
    let names = try disk.list(directory).sorted()
    return state { state in
      var known = state.listings[directory] ?? []
      known.append(names)
      if known.count > 4 { known.removeFirst() }
      state.listings[directory] = known
      return known[max(0, known.count - 1 - state.staleness)]
    }
  }

  package func read(_ path: String, limit: Int) throws -> [UInt8]? {
    try disk.read(path, limit: limit)
  }

  package func write(_ bytes: [UInt8], to path: String) throws -> Bool {
    if isFull { throw SyncError(.diskFull, "no space is left to write \(path)") }
    checkWriter(of: path)
    if path.hasSuffix(".head") { check(head: bytes, at: path) }
    if let real {
      _ = try disk.write(bytes, to: path)
      real.wrote(bytes, to: path)
    }
    guard try folder.write(bytes, to: path) else { return false }
    if path.hasSuffix(".head") { checkIsNew(head: bytes, at: path) }
    state { $0.events.append(.wrote(path, bytes)) }
    return true
  }

  package func remove(_ path: String) throws {
    checkWriter(of: path)
    checkRemoval(of: path)
    if let real {
      try disk.remove(path)
      real.wrote(nil, to: path)
    }
    guard folder.files[path] != nil else { return try folder.remove(path) }
    try folder.remove(path)
    state { $0.events.append(.removed(path)) }
  }

  // MARK: Rules

  private func violated(_ rule: String) {
    state { $0.violations.append(rule) }
  }

  private func checkWriter(of path: String) {
    let names = path.split(separator: "/")
    guard names.first == "replicas" else { return }
    let writer = state { $0.writer }()
    if let writer, names.count != 3 || names[1] != writer {
      violated("replica \(writer) touched \(path)")
    }
  }

  /// What a head names for the first time is there when the head is.
  private func check(head bytes: [UInt8], at path: String) {
    let directory = path.split(separator: "/").dropLast().joined(separator: "/")
    let keys = state { $0.keys }()
    guard let head = HeadOutline(bytes, at: path, openedBy: keys) else {
      return violated("\(path) is no whole head")
    }
    let files = folder.files
    let known = state { $0.named[directory] } ?? filesNamed(in: directory, keys)
    for name in head.files.subtracting(known) {
      guard let content = files["\(directory)/\(name)"] else {
        violated("\(path) names \(name), which is not there")
        continue
      }
      if !FileOutline.isWhole(content) { violated("\(path) names \(name), which is damaged") }
    }
    if head.merged[head.replica] != head.published {
      violated("\(path) says another number of own changes than it names")
    }
    state { $0.named[directory] = head.files }
  }

  /// What the newest whole head of a directory names.
  private func filesNamed(in directory: String, _ keys: SealedFiles?) -> Set<String> {
    let heads = folder.files.filter { $0.key.hasPrefix(directory) && $0.key.hasSuffix(".head") }
    return heads.sorted { $0.key > $1.key }.lazy
      .compactMap { HeadOutline($0.value, at: $0.key, openedBy: keys) }.first?.files ?? []
  }

  private func checkIsNew(head bytes: [UInt8], at path: String) {
    if let earlier = state({ $0.heads.updateValue(bytes, forKey: path) }), earlier != bytes {
      violated("\(path) was written twice, differently")
    }
  }

  /// Nothing whole goes that the newest head names.
  private func checkRemoval(of path: String) {
    guard path.hasSuffix(".segment") || path.hasSuffix(".pack"), let content = folder.files[path],
      FileOutline.isWhole(content), !(isMisread && FileOutline.isSealed(content))
    else { return }
    let parts = path.split(separator: "/").map { String($0) }
    let directory = parts.dropLast().joined(separator: "/")
    let heads = folder.files.filter { $0.key.hasPrefix(directory) && $0.key.hasSuffix(".head") }
    let keys = state { $0.keys }()
    let newest = heads.sorted { $0.key > $1.key }.lazy
      .compactMap { HeadOutline($0.value, at: $0.key, openedBy: keys) }.first
    if let newest, newest.files.contains(parts[parts.count - 1]) {
      violated("\(path) was removed, and head \(newest.counter) names it")
    }
  }
}
