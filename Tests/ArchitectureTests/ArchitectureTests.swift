import Testing

@Suite struct TheHouse {
  /// The files of each module: a folder of Sources each, and Migrations.
  private func files() throws -> [(module: String, file: SwiftFile)] {
    let sources = try SwiftFile.all(below: "Sources").map { file in
      (String(file.path.split(separator: "/")[1]), file)
    }
    return sources + (try SwiftFile.all(below: "Migrations").map { ("Migrations", $0) })
  }

  @Test func `each module imports only what the table allows`() throws {
    let files = try files()
    #expect(Set(files.map(\.module)).isSuperset(of: ["Model", "Store", "clip", "Migrations"]))
    #expect(files.contains { !$0.file.imports.isEmpty })
    for (module, file) in files {
      for violation in ImportTable.clip.violations(in: file, of: module) {
        Issue.record("\(violation)")
      }
    }
  }

  @Test(arguments: WordRule.all.indices)
  func `each module uses only the words it may`(rule: Int) throws {
    for (module, file) in try files() {
      for violation in WordRule.all[rule].violations(in: file, of: module) {
        Issue.record("\(violation)")
      }
    }
  }
}

@Suite struct TheChecker {
  private func violations(_ text: String, in module: String) -> [String] {
    let file = SwiftFile(path: "F.swift", text: text)
    let imports = ImportTable.clip.violations(in: file, of: module)
    let words = WordRule.all.flatMap { $0.violations(in: file, of: module) }
    return (imports + words).map { "\($0.line): \($0.message.prefix { $0 != ":" })" }
  }

  @Test(arguments: [
    "import GRDB", "public import GRDB", "  @preconcurrency import GRDB", "import struct GRDB.Row",
    "@_spi(Testing) @testable internal import GRDB", "import GRDB  // why",
  ])
  func `an import is found in every form`(line: String) {
    #expect(
      violations("import Foundation\n\(line)\n", in: "Export") == ["2: Export may not import GRDB"]
    )
    #expect(violations(line, in: "Store").isEmpty)
  }

  @Test func `an import in a comment or a string is none`() {
    #expect(
      violations(
        "// import GRDB\n/* a /* b */\nimport GRDB */\nlet a = \"\"\"\nimport GRDB\n\"\"\"",
        in: "Model"
      ).isEmpty
    )
  }

  @Test(arguments: [
    ("Replication", "Foundation"), ("Migrations", "Foundation"), ("Store", "FoundationNetworking"),
    ("Store", "Glibc"), ("Sync", "GRDB"), ("Sync", "Store"), ("Capture", "CSodium"),
    ("Store", "CZstd"), ("Export", "CGumbo"), ("TestSupport", "ArgumentParser"),
    ("clip", "TestSupport"), ("clip", "GRDB"), ("Model", "Replication"),
  ])
  func `the table forbids`(module: String, imported: String) {
    #expect(
      violations("import \(imported)", in: module) == ["1: \(module) may not import \(imported)"]
    )
  }

  @Test func `a module that the table does not know is named`() {
    #expect(violations("", in: "Attic") == ["1: Attic is not in the module table"])
  }

  @Test(arguments: [
    ("let now = Date()", "Date()"), ("Foundation.Date.now", "Date.now"), ("UUID()", "UUID()"),
    ("Int.random(in: 0...1)", ".random(in"), ("Bool.random()", ".random()"),
    ("var g = SystemRandomNumberGenerator()", "SystemRandomNumberGenerator"),
    ("\"\\(Date())\"", "Date()"), ("try! f()", "try!"), ("fatalError(\"x\")", "fatalError("),
    ("let a = b as! C", "as! "), ("let s = \"SELECT 1\"", "SELECT "),
    ("let s = #\"\"\"\nINSERT INTO a\n\"\"\"#", "INSERT INTO "),
  ])
  func `a word is found`(text: String, word: String) {
    let line = text.hasPrefix("let s = #") ? 2 : 1
    #expect(violations(text, in: "Sync") == ["\(line): Sync may not use `\(word)`"])
  }

  @Test(arguments: [
    "validDate()", "// Date()", "let s = \"Date() try!\"", "let s = #\"a \"Date()\" \\(b)\"#",
    "Date(timeIntervalSince1970: 0)", "environment.random(below: 3)", "try? f() as? C",
    "/// SELECT \nlet a = 1", "deselect",
    "\"a\\\"\" + \"Date()\"", "f(\"\\(g(\"Date()\"))\")",
  ])
  func `what only looks like a word is none`(text: String) {
    #expect(violations(text, in: "Sync").isEmpty)
  }

  @Test func `some modules may use the words`() {
    #expect(violations("Date(); UUID(); Int.random(in: a)", in: "clip").isEmpty)
    #expect(violations("\"SELECT 1\"", in: "clip") == ["1: clip may not use `SELECT `"])
    #expect(violations("Date(); Int.random(in: a)", in: "TestSupport").isEmpty)
    #expect(violations("\"SELECT 1\"", in: "Store").isEmpty)
  }
}
