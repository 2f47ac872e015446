/// Where a rule is broken, as compilers write it: `path:line: what`.
struct Violation: Hashable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// Who may import whom: the table of ARCHITECTURE.md.
struct ImportTable {
  let modules: [String: Set<String>]

  /// Part of the language rather than of any module's choice.
  private static let language: Set<String> = ["Swift", "Synchronization"]

  static let clip: ImportTable = {
    let system: Set<String> = ["Glibc", "Darwin"]
    return ImportTable(modules: [
      "Model": ["Foundation"],
      "Replication": [],
      "Migrations": [],
      "Store": ["Foundation", "Model", "Replication", "Migrations", "GRDB", "GRDBSQLite"],
      "Sync": system.union(["Foundation", "Replication", "CSodium", "CZstd"]),
      "Capture": system.union([
        "Foundation", "Model", "CGumbo", "CCurl", "CArchive", "Yams",
      ]),
      "clip-pdf": system.union(["CPoppler"]),
      "Export": ["Foundation", "Model"],
      "clip": system.union([
        "Foundation", "Model", "Replication", "Store", "Sync", "Capture", "Export",
        "ArgumentParser",
      ]),
      "TestSupport": ["Foundation", "Model", "Replication", "Store", "Sync"],
    ])
  }()

  func violations(in file: SwiftFile, of module: String) -> [Violation] {
    guard let allowed = modules[module] else {
      return [Violation(path: file.path, line: 1, message: "\(module) is not in the module table")]
    }
    return file.imports.filter { !allowed.union(Self.language).contains($0.module) }.map {
      Violation(path: file.path, line: $0.line, message: "\(module) may not import \($0.module)")
    }
  }
}

/// Words that may stand in some modules only.
struct WordRule {
  let words: [String]
  let exceptions: Set<String>
  /// Whether text in string literals counts, too.
  let looksIntoStrings: Bool
  let reason: String

  static let all: [WordRule] = [
    WordRule(
      words: [
        "Date()", "Date.now", "Date(timeIntervalSinceNow", "UUID()", "SystemRandomNumberGenerator",
        ".random(in", ".random()", ".randomElement()", ".shuffled()",
      ],
      exceptions: ["clip", "TestSupport"],
      looksIntoStrings: false,
      reason: "time and randomness are passed in"
    ),
    WordRule(
      words: ["try!", "fatalError(", " as! "],
      exceptions: [],
      looksIntoStrings: false,
      reason: "what can go wrong is thrown; our own mistakes are a precondition"
    ),
    WordRule(
      words: ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "PRAGMA "],
      exceptions: ["Store", "Migrations"],
      looksIntoStrings: true,
      reason: "Store is the only home of SQL"
    ),
  ]

  func violations(in file: SwiftFile, of module: String) -> [Violation] {
    guard !exceptions.contains(module) else { return [] }
    let lines = looksIntoStrings ? file.lines : file.code
    return lines.enumerated().flatMap { index, line in
      words.filter { Self.contains($0, in: line) }.map { word in
        let word = word.trimmingPrefix(" ")
        let message = "\(module) may not use `\(word)`: \(reason)"
        return Violation(path: file.path, line: index + 1, message: message)
      }
    }
  }

  /// Whether a word stands in a line and is not merely the end of a longer one.
  private static func contains(_ word: String, in line: String) -> Bool {
    line.ranges(of: word).contains { range in
      guard word.first?.isLetter == true, range.lowerBound > line.startIndex else { return true }
      let before = line[line.index(before: range.lowerBound)]
      return !before.isLetter && !before.isNumber && before != "_"
    }
  }
}
