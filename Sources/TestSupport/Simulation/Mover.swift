/// What stands between the copies of one folder: it carries files late, in any order, damaged,
/// twice, under other names, and sometimes takes them away.
///
/// It knows every file as it was written, so in the end it can bring good ones.
struct Mover {
  private(set) var violation: String?
  private(set) var copies: [LaggingFolder] = []
  /// Every file as it was written, also those that were removed since.
  private var originals: [String: [UInt8]] = [:]
  /// The same files as they were sealed with other keys.
  private var variants: [String: [[UInt8]]] = [:]
  /// In the order in which they were written.
  private var paths: [String] = []
  private var removed: Set<String> = []
  /// Directories whose writer may come to use a head's number twice.
  private var forking: Set<String> = []
  /// Paths that may not be harmed in a copy, by what they begin with.
  private var guarded: [Int: Set<String>] = [:]

  static let identity = "clip-library"
  /// The key files, as they came.
  private(set) var keys = KeyFiles()

  /// - Returns: its number.
  mutating func add(_ copy: LaggingFolder) -> Int {
    copies.append(copy)
    return copies.count - 1
  }

  /// Learns what the machine at a copy did to it.
  mutating func collect(from copy: Int) {
    for event in copies[copy].takeEvents() {
      switch event {
      case .wrote(let path, let bytes):
        learn(bytes, of: path)
        removed.remove(path)
      case .removed(let path): removed.insert(path)
      }
    }
  }

  /// What is sealed again with a later key has other bytes under the same name.
  private mutating func learn(_ bytes: [UInt8], of path: String) {
    guard let original = originals[path] else {
      originals[path] = bytes
      paths.append(path)
      if let key = KeyFiles.Key(bytes, at: path) { keys.append(key) }
      return
    }
    guard original != bytes else { return }
    if path.hasSuffix(".head"), forking.contains(where: path.hasPrefix) {
      // What carriers do with two files of one name; no other file has another's.
      return learn(bytes, of: ConflictName.numbered(path, paths.count))
    }
    if FileOutline.epoch(of: original) == FileOutline.epoch(of: bytes) {
      violation = violation ?? "\(path) was written twice, differently"
    }
    variants[path, default: []].append(original)
    originals[path] = bytes
  }

  func isOriginal(_ content: [UInt8]?, of path: String) -> Bool {
    guard let content else { return false }
    return content == originals[path] || variants[path]?.contains(content) ?? false
  }

  /// The files that are there when everything has arrived.
  var live: [String: [UInt8]] { originals.filter { !removed.contains($0.key) } }

  /// Brings all good files to a copy, and takes away what was removed.
  func settle(_ copy: Int) {
    var files = copies[copy].files
    for path in paths {
      if removed.contains(path) { files[path] = nil } else { files[path] = originals[path] }
    }
    copies[copy].files = files
  }

  /// What a machine must have at hand to know itself: nothing of it is harmed at its copy until
  /// ``release(_:)``.
  ///
  /// A library that was put back from a backup knows what it published since from its own files
  /// alone. Where those are gone or damaged at that moment, nobody can know.
  mutating func bring(directories: Set<String>, to copy: Int) {
    var files = copies[copy].files
    let starts = directories.union([Self.identity, KeyFiles.directory])
    for path in paths where !removed.contains(path) && starts.contains(where: path.hasPrefix) {
      files[path] = originals[path]
    }
    copies[copy].files = files
    copies[copy].isMissing = false
    guarded[copy] = starts
  }

  /// Puts a copy back to what it was, while what the machine wrote since is elsewhere.
  mutating func putBack(_ copy: Int, to files: [String: [UInt8]], forking directories: Set<String>)
  {
    forking.formUnion(directories)
    copies[copy].putBack(files)
    copies[copy].isMissing = false
  }

  mutating func release(_ copy: Int) {
    guarded[copy] = nil
  }

  private func mayHarm(_ path: String, at copy: Int) -> Bool {
    !(guarded[copy] ?? []).contains { path.hasPrefix($0) }
  }

  // MARK: Moving

  /// One thing that a carrier does to the copy of a machine with these directories; says what.
  mutating func move(
    at copy: Int,
    of own: Set<String>,
    _ random: inout SeededGenerator
  ) -> String {
    switch random.weighted([60, 12, 6, 8, 6, 2, 8, 5, 3, 2, 2, 1]) {
    case 0: deliver(to: copy, &random)
    case 1: deliverDamaged(to: copy, &random)
    case 2: damage(at: copy, &random)
    case 3: duplicate(at: copy, &random)
    case 4: lose(at: copy, &random)
    case 5: loseDirectory(at: copy, &random)
    case 6: deliverRemovals(to: copy, &random)
    case 7: putBack(at: copy, &random)
    case 8: deliverNewer(to: copy, besides: own, &random)
    case 9: harmIdentity(at: copy, &random)
    case 10: unmount(copy)
    default: empty(copy)
    }
  }

  /// Files that a copy lacks or has damaged.
  private func due(at copy: Int) -> [String] {
    let files = copies[copy].files
    return paths.filter { !removed.contains($0) && files[$0] != originals[$0] }
  }

  private func present(at copy: Int) -> [String] {
    let files = copies[copy].files
    return paths.filter { files[$0] != nil && $0 != Self.identity && mayHarm($0, at: copy) }
  }

  private func deliver(to copy: Int, _ random: inout SeededGenerator) -> String {
    copies[copy].isMissing = false
    let due = due(at: copy)
    let chosen =
      switch random.number(below: 3) {
      case 0: due
      case 1: Array(due.prefix(1 + random.number(below: 6)))
      default: random.pick(1 + random.number(below: 6), of: due)
      }
    for path in chosen { copies[copy].files[path] = originals[path] }
    return "delivers \(chosen.count) of \(due.count)"
  }

  private func deliverDamaged(to copy: Int, _ random: inout SeededGenerator) -> String {
    let due = due(at: copy).filter { copies[copy].files[$0] == nil && $0 != Self.identity }
    let chosen = random.pick(1 + random.number(below: 3), of: due)
    return harm(chosen, at: copy, &random)
  }

  private func damage(at copy: Int, _ random: inout SeededGenerator) -> String {
    harm(random.pick(1 + random.number(below: 2), of: present(at: copy)), at: copy, &random)
  }

  private func harm(
    _ paths: [String],
    at copy: Int,
    _ random: inout SeededGenerator
  ) -> String {
    var words: [String] = []
    for path in paths where mayHarm(path, at: copy) {
      let damage = random.pick(FolderDamage.allCases) ?? .cut
      copies[copy].files[path] = originals[path].map { damage.applied(to: $0, &random) }
      words.append("\(damage) \(path)")
    }
    return "damages " + words.joined(separator: ", ")
  }

  private func duplicate(at copy: Int, _ random: inout SeededGenerator) -> String {
    let chosen = random.pick(1 + random.number(below: 3), of: paths)
    var names: [String] = []
    for path in chosen {
      guard var content = originals[path] else { continue }
      if random.chance(20), let damage = random.pick(FolderDamage.allCases) {
        content = damage.applied(to: content, &random)
      }
      let name = ConflictName.of(path, &random)
      copies[copy].files[name] = content
      names.append(name)
      // Only renamed: the name itself is free again.
      if random.chance(20), path != Self.identity, mayHarm(path, at: copy) {
        copies[copy].files[path] = nil
      }
    }
    return "duplicates " + names.joined(separator: ", ")
  }

  private func lose(at copy: Int, _ random: inout SeededGenerator) -> String {
    let lost = random.pick(1 + random.number(below: 3), of: present(at: copy))
    for path in lost { copies[copy].files[path] = nil }
    return "loses " + lost.joined(separator: ", ")
  }

  private func loseDirectory(at copy: Int, _ random: inout SeededGenerator) -> String {
    guard let one = random.pick(present(at: copy)) else { return "has nothing to lose" }
    let directory = one.split(separator: "/").dropLast().joined(separator: "/")
    for path in present(at: copy) where path.hasPrefix(directory) {
      copies[copy].files[path] = nil
    }
    return "loses \(directory)"
  }

  private func deliverRemovals(to copy: Int, _ random: inout SeededGenerator) -> String {
    let gone = random.pick(1 + random.number(below: 8), of: removed.sorted())
    for path in gone { copies[copy].files[path] = nil }
    return "removes \(gone.count)"
  }

  private func putBack(at copy: Int, _ random: inout SeededGenerator) -> String {
    let back = random.pick(1 + random.number(below: 4), of: removed.sorted())
    for path in back { copies[copy].files[path] = originals[path] }
    return "puts back " + back.joined(separator: ", ")
  }

  /// A machine's own files are of its own version.
  private func deliverNewer(
    to copy: Int,
    besides own: Set<String>,
    _ random: inout SeededGenerator
  ) -> String {
    let due = due(at: copy).filter { path in
      mayHarm(path, at: copy) && path != Self.identity && !own.contains(where: path.hasPrefix)
    }
    let chosen = random.pick(1 + random.number(below: 3), of: due)
    for path in chosen {
      copies[copy].files[path] = originals[path].map(FileOutline.asOfNewerClip)
    }
    return "delivers as of a newer clip " + chosen.joined(separator: ", ")
  }

  private func harmIdentity(at copy: Int, _ random: inout SeededGenerator) -> String {
    guard mayHarm(Self.identity, at: copy) else { return "leaves the identity" }
    guard random.chance(50), let content = originals[Self.identity] else {
      copies[copy].files[Self.identity] = nil
      return "loses the identity"
    }
    copies[copy].files[Self.identity] = FolderDamage.cut.applied(to: content, &random)
    if random.chance(50) { copies[copy].files[ConflictName.of(Self.identity, &random)] = content }
    return "cuts the identity"
  }

  private func unmount(_ copy: Int) -> String {
    copies[copy].isMissing.toggle()
    return copies[copy].isMissing ? "unmounts" : "mounts"
  }

  private func empty(_ copy: Int) -> String {
    guard guarded[copy] == nil else { return "leaves what is there" }
    copies[copy].files = [:]
    return "empties"
  }
}
