/// What happens to a file on its way.
enum FolderDamage: CaseIterable {
  case emptied
  case cut
  case zeroes
  case zeroEnd
  case flippedBit

  func applied(to bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    var bytes = bytes
    switch self {
    case .emptied: return []
    case .cut: return Array(bytes[..<random.number(below: bytes.count)])
    case .zeroes: return [UInt8](repeating: 0, count: bytes.count)
    case .zeroEnd:
      for index in random.number(below: bytes.count)..<bytes.count { bytes[index] = 0 }
    case .flippedBit:
      bytes[random.number(below: bytes.count)] ^= 1 << UInt8(random.number(below: 8))
    }
    return bytes
  }
}

/// The names that carriers give to a second copy of a file.
enum ConflictName {
  static func numbered(_ path: String, _ number: Int) -> String {
    let dot = path.lastIndex(of: ".") ?? path.endIndex
    return "\(path[..<dot]) (conflicted copy \(number))\(path[dot...])"
  }

  static func of(_ path: String, _ random: inout SeededGenerator) -> String {
    var names = path.split(separator: "/").map { String($0) }
    let last = names.removeLast()
    let dot = last.lastIndex(of: ".") ?? last.endIndex
    let (stem, ending) = (last[..<dot], last[dot...])
    let name =
      switch random.number(below: 7) {
      case 0: "\(stem) (desk's conflicted copy 2026-01-02)\(ending)"
      case 1: "\(stem).sync-conflict-20260102-030405-ABCDEFG\(ending)"
      case 2: "\(stem) 2\(ending)"
      case 3: "\(stem)_conflict-20260102-030405\(ending)"
      case 4: "\(stem) (conflicted copy 2026-01-02 030405)\(ending)"
      case 5: "\(stem) (\(1 + random.number(below: 2)))\(ending)"
      default: last.uppercased()
      }
    return (names + [name]).joined(separator: "/")
  }
}
