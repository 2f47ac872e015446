import Replication

/// The places of the folder tree: `docs/format/sync-folder.md`, section 2.
enum FolderPath {
  static let identity = "clip-library"
  static let replicas = "replicas"
  static let attachments = "attachments"
  static let keys = "keys"

  static func directory(of replica: ReplicaID) -> String {
    "\(replicas)/\(replica)"
  }

  static func head(_ name: HeadName, of replica: ReplicaID) -> String {
    "\(directory(of: replica))/\(name)"
  }

  static func segment(_ name: SegmentName, of carrier: ReplicaID) -> String {
    "\(directory(of: carrier))/\(name)"
  }

  static func pack(_ name: PackName, of replica: ReplicaID) -> String {
    "\(directory(of: replica))/\(name)"
  }

  static func key(_ name: KeyName) -> String { "\(keys)/\(name)" }

  static func attachmentDirectory(of hash: Digest, in format: FolderFormat) -> String {
    "\(attachments)/\(hexadecimal(format.name(of: hash).bytes.prefix(1)))"
  }

  static func attachmentName(of hash: Digest, in format: FolderFormat) -> String {
    "\(format.name(of: hash)).attachment"
  }

  static func chunkListName(of hash: Digest, in format: FolderFormat) -> String {
    "\(format.name(of: hash)).chunks"
  }

  static func attachment(_ hash: Digest, in format: FolderFormat) -> String {
    "\(attachmentDirectory(of: hash, in: format))/\(attachmentName(of: hash, in: format))"
  }

  /// Whether a name may be written: short, lower case, plain, so that every file system and cloud
  /// keeps it as it is.
  static func isPlain(_ name: some StringProtocol) -> Bool {
    let isAllowed = name.utf8.allSatisfy { byte in
      switch byte {
      case 45, 46, 48...57, 97...122: true
      default: false
      }
    }
    return isAllowed && !name.isEmpty && !name.hasPrefix(".")
      && name.utf8.count <= Limits.nameLength
  }
}

/// The name of a head: its counter in sixteen digits.
struct HeadName: Hashable, Comparable, CustomStringConvertible {
  let counter: UInt64

  init(counter: UInt64) {
    self.counter = counter
  }

  /// `nil` unless the text is exactly a head's name.
  init?(_ text: String) {
    guard let counter = sixteenDigits(text), text == HeadName(counter: counter).description else {
      return nil
    }
    self.counter = counter
  }

  /// The counter that a copy's name begins with: `0000000000000007 (1).head`.
  static func counter(ofCopy name: String) -> UInt64? {
    guard name.contains(".head") else { return nil }
    return sixteenDigits(name.drop { $0 == "." })
  }

  static func < (left: Self, right: Self) -> Bool { left.counter < right.counter }

  var description: String { "\(padded(counter)).head" }
}

/// The name of a file of numbered things: the numbers of the first and the last one, and eight bytes
/// of its body's hash.
struct RangeName<Kind: RangeNamed>: Hashable, Comparable, CustomStringConvertible {
  let first: UInt64
  let last: UInt64
  let hash: UInt64

  init(first: UInt64, last: UInt64, hash: UInt64) {
    self.first = first
    self.last = last
    self.hash = hash
  }

  /// `nil` unless the text is exactly such a name.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let first = sixteenDigits(parts[0]), let last = sixteenDigits(parts[1]),
      let hash = [UInt8](hexadecimal: parts[2].prefix(16)), hash.count == 8
    else { return nil }
    self.init(first: first, last: last, hash: hash.reduce(0) { $0 << 8 | UInt64($1) })
    guard first >= 1, last >= first, text == description else { return nil }
  }

  /// By first, then last number.
  static func < (left: Self, right: Self) -> Bool {
    (left.first, left.last, left.hash) < (right.first, right.last, right.hash)
  }

  var description: String {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * UInt64($0))) }
    return "\(padded(first))-\(padded(last))-\(hexadecimal(bytes)).\(Kind.suffix)"
  }
}

/// What a ``RangeName`` names.
protocol RangeNamed {
  static var suffix: String { get }
}

/// Changes by their sequence numbers.
typealias SegmentName = RangeName<Segment>
/// Attachments by the numbers under which their replica packed them.
typealias PackName = RangeName<Pack>

/// A number that is another one, as good as always, when other segments, packs or copies of heads
/// are among the names of a directory; their order does not matter.
func fingerprint(of names: [String]) -> UInt64 {
  var sum: UInt64 = 0
  for name in names
  where name.hasSuffix(".segment") || name.hasSuffix(".pack")
    || HeadName(name) == nil && HeadName.counter(ofCopy: name) != nil
  {
    // FNV-1a (Fowler, Noll and Vo): thousands of names are compared in every sync.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    sum &+= hash
  }
  return sum
}

/// The name of a key file: its generation, and eight bytes of its body's hash.
struct KeyName: Hashable, Comparable, CustomStringConvertible {
  let generation: UInt64
  private let hash: String

  init(generation: UInt64, body: [UInt8]) {
    self.generation = generation
    hash = hexadecimal(Blake2b.hash(body).bytes.prefix(8))
  }

  /// `nil` unless the text is exactly a key file's name.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let generation = sixteenDigits(parts[0]),
      let hash = [UInt8](hexadecimal: parts[1].prefix(16)), hash.count == 8
    else { return nil }
    self.generation = generation
    self.hash = hexadecimal(hash)
    guard text == description else { return nil }
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.generation, left.hash) < (right.generation, right.hash)
  }

  var description: String { "\(padded(generation))-\(hash).key" }
}

private func padded(_ number: UInt64) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, 16 - digits.count)) + digits
}

/// The number that sixteen leading ASCII digits are; `nil` when there are fewer.
private func sixteenDigits(_ text: some StringProtocol) -> UInt64? {
  let digits = text.utf8.prefix(16)
  guard digits.count == 16, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
  return digits.reduce(0) { $0 * 10 + UInt64($1 - 48) }
}
