import Foundation
import Testing

@Suite struct OptionsForAllCommands {
  @Test(arguments: [
    ["--json", "--library", "other", "notebook", "show", "{book}"],
    ["notebook", "--library", "other", "--json", "show", "{book}"],
    ["notebook", "show", "--json", "{book}", "--library", "other"],
    ["--library=other", "notebook", "--json", "show", "{book}"],
  ])
  func `they may stand before, between and after the words of a command`(
    words: [String]
  ) throws {
    let world = try World()
    let desk = try world.desk
    try desk.run("init", "--library", "other", "--name", "desk")
    let book = try desk.object("notebook", "new", "Sea level", "--library", "other").id
    let line = words.map { $0 == "{book}" ? book : $0 }
    let outcome = try desk.start(world.binary, line).outcome()
    #expect(outcome.code == 0, "\(outcome.stderr)")
    #expect(try JSONObject.lines(outcome.stdout).first?.id == book)
  }

  @Test func `what follows a double dash is text, not an option`() throws {
    try World("desk").play(
      """
      $ clip note -- --json
      Noted {note}  note      --json
      $ clip search -- -json
      {note}  note      --json
                --json
      """
    )
  }

  @Test func `every command has a help that lists its exit codes`() throws {
    let world = try World()
    let commands = [
      "init", "add", "quote", "note", "edit", "tag", "list", "show", "search", "notebook new",
      "notebook add", "notebook heading", "notebook move", "notebook remove", "notebook show",
      "notebook edit", "trash", "restore", "conflicts", "resolve", "log", "sync", "status", "check",
      "replica list", "replica retire", "export",
    ]
    for command in commands {
      let outcome = try world.desk.shell("clip \(command) --help")
      #expect(outcome.code == 0, "\(command)")
      let words = outcome.stdout.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("Exit codes: 0 success, 1 failure"), "\(command)")
      #expect(words.contains("64 wrong usage"), "\(command)")
      let can = ["list", "search"].contains(command)
      #expect(words.contains("2 nothing matched") == can, "\(command)")
      let syncs = ["sync", "check"].contains(command)
      #expect(words.contains("20 sync folder") == syncs, "\(command)")
    }
  }

  @Test func `version, help and an unknown command`() throws {
    try World().play(
      """
      $ clip --version
      {…}
      $ clip lisst
      ! clip: there is no command "lisst"
      ! Did you mean clip list?
      ? 64
      $ clip | head -1
      OVERVIEW: Keeps the passages you cut out of articles, and your notes, on all
      """
    )
  }
}

@Suite struct WithoutATerminal {
  @Test func `nothing prompts, nothing is coloured, nothing goes through a pager`() throws {
    let world = try World("desk")
    for number in 1...60 { try world.desk.run("note", "Note \(number)", "--tag", "sea") }
    let outcome = try world.desk.attempt(
      "list",
      "--limit",
      "0",
      environment: ["PAGER": "false", "TERM": "xterm-256color", "EDITOR": "false"]
    )
    #expect(outcome.code == 0)
    #expect(outcome.stdout.split(separator: "\n").count == 60)
    #expect(!outcome.stdout.contains("\u{1b}"))
    let note = try world.desk.objects("list")[0].id
    for command in [["note"], ["edit", note], ["quote", note]] {
      let ended = try world.desk.start(world.binary, command).outcome(within: 30)
      #expect([1, 64].contains(ended.code), "\(command)")
    }
  }

  @Test func `output that cannot be written is a failure`() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    try World("desk").play(
      """
      $ clip status > /dev/full
      ! clip: the results cannot be written: no space left on device
      ! What the command did is done; only its output is cut.
      ? 1
      """
    )
  }

  @Test func `a reader that has seen enough is no failure of clip's`() throws {
    try World("desk").play(
      """
      $ for i in 1 2 3 4 5 6; do clip note "note $i" > made; done; clip log | head -1
      {time}  desk
      """
    )
  }
}

@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/script")))
struct OnATerminal {
  /// Runs a command line on a terminal of its own, on which somebody types.
  private func show(
    _ line: String,
    _ world: World,
    _ environment: [String: String],
    typing: String = ""
  ) throws -> Outcome {
    let quoted = line.replacingOccurrences(of: "'", with: "'\\''")
    return try world.desk.shell(
      "printf '\(typing)' | script -qec '\(quoted)' typescript",
      environment: environment
    )
  }

  @Test func `colour is used, and not against the user's wish`() throws {
    let world = try World("desk")
    try world.desk.run("note", "Low water")
    let terminal = ["TERM": "xterm-256color"]
    #expect(try show("clip list", world, terminal).stdout.contains("\u{1b}[33m"))
    for plain in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
      let outcome = try show("clip list", world, terminal.merging(plain) { $1 })
      #expect(outcome.stdout.contains("Low water"))
      #expect(!outcome.stdout.contains("\u{1b}"))
    }
    #expect(try !show("clip list --json", world, terminal).stdout.contains("\u{1b}"))
  }

  @Test func `long text goes through the pager, which has the terminal`() throws {
    let world = try World("desk")
    try world.file("long.md", Data(String(repeating: "A line.\n\n", count: 100).utf8))
    let id = try world.desk.object("add", "long.md").id
    // Only a process in the foreground may set up the terminal; any other is stopped.
    let pager = ["TERM": "xterm", "PAGER": "stty -echo < /dev/tty && echo paged && wc -l"]
    let outcome = try show("clip show \(id) --text", world, pager)
    #expect(outcome.stdout.contains("paged"))
    #expect(outcome.code == 0)
  }

  @Test func `nothing is purged before somebody says yes`() throws {
    let world = try World("desk")
    let terminal = ["TERM": "xterm", "NO_COLOR": "1"]
    let note = try world.desk.object("note", "my password is xylophone").id
    let other = try world.desk.object("note", "and \u{202e}this").id
    for answer in ["n\\n", "\\n", "", "yess\\n", "Purge\\n"] {
      let outcome = try show("clip purge \(note)", world, terminal, typing: answer)
      #expect(outcome.code == 1)
      #expect(outcome.stdout.contains("my password is xylophone"))
      #expect(outcome.stdout.contains("Purge this on all machines? This cannot be undone. [y/N]"))
      #expect(outcome.stdout.contains("clip: nothing was purged"))
      #expect(try world.desk.objects("list").count == 2)
    }
    let outcome = try show("clip purge \(note) \(other)", world, terminal, typing: "Y\\n")
    #expect(outcome.code == 0)
    #expect(outcome.stdout.contains("Purge these 2 items on all machines?"))
    #expect(!outcome.stdout.contains("\u{202e}"))
    #expect(outcome.stdout.contains("Purged \(note.prefix(8))"))
    #expect(try world.desk.objects("list").isEmpty)
    try world.check()
  }

  @Test func `a note is written in the editor`() throws {
    let world = try World("desk")
    let editor = ["TERM": "xterm", "EDITOR": "printf 'From the editor.' >"]
    #expect(try show("clip note --title Typed", world, editor).code == 0)
    let note = try world.desk.object("list", "notes")
    #expect(note["text"] == .string("From the editor."))
    let append = ["TERM": "xterm", "VISUAL": "sed -i s/editor/terminal/"]
    #expect(try show("clip edit \(note.id)", world, append).code == 0)
    #expect(try world.desk.object("show", note.id)["text"] == .string("From the terminal."))
    try world.check()
  }

  @Test func `what was typed is kept when the editor or clip fails`() throws {
    let world = try World("desk")
    let failing = [
      "TERM": "xterm", "TMPDIR": world.root.path,
      "EDITOR": "f() { echo precious > \"$1\"; false; }; f",
    ]
    let outcome = try show("clip note", world, failing)
    #expect(outcome.code == 1)
    #expect(outcome.stdout.contains("ended with status 1; nothing was saved"))
    let kept = try #require(outcome.stdout.firstMatch(of: /kept in (\S+)/)?.1)
    #expect(try String(contentsOfFile: String(kept), encoding: .utf8) == "precious\n")

    let book = try world.desk.object("notebook", "new", "Sea level").id
    let note = try world.desk.object("note", "Low water").id
    try world.desk.run("notebook", "add", book, note)
    let reword = failing.merging(["EDITOR": "sed -i s/Low/High/"]) { $1 }
    let refused = try show("clip notebook edit \(book)", world, reword)
    #expect(refused.code == 1)
    #expect(refused.stdout.contains("only headings can be worded here"))
    #expect(refused.stdout.contains("What you typed is kept in"))
    try world.check()
  }

  @Test func `an editor that is not there, or leaves nothing, leaves nothing behind`() throws {
    let world = try World("desk")
    let temporary = world.root.appendingPathComponent("temporary")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    let missing = ["TERM": "xterm", "TMPDIR": temporary.path, "EDITOR": "no-such-editor"]
    #expect(
      try show("clip note", world, missing).stdout.contains("there is no editor no-such-editor")
    )
    let idle = missing.merging(["EDITOR": "true"]) { $1 }
    #expect(try show("clip note", world, idle).stdout.contains("the note is empty"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
    try world.desk.run("check")
  }

  @Test func `an outline is arranged in the editor`() throws {
    let world = try World("desk")
    let book = try world.desk.object("notebook", "new", "Sea level").id
    try world.desk.run("notebook", "heading", book, "First")
    try world.desk.run("notebook", "heading", book, "Second")
    let editor = [
      "TERM": "xterm", "EDITOR": "sed -i -e 's/^Second/  Second, indented/' -e '$aThird'",
    ]
    #expect(try show("clip notebook edit \(book)", world, editor).code == 0)
    let entries = try world.desk.object("notebook", "show", book).list("entries")
    let lines = entries.compactMap { entry -> String? in
      guard case .object(let fields) = entry, case .string(let heading)? = fields["heading"],
        case .integer(let depth)? = fields["depth"]
      else { return nil }
      return "\(depth) \(heading)"
    }
    #expect(lines == ["0 First", "1 Second, indented", "0 Third"])
    try world.check()
  }
}

@Suite struct StrangersText {
  /// Would clear the screen, change the title, and read backwards.
  static let hostile = "safe\u{1b}[2J\u{7} \u{202e}txet\u{2066} \u{9b}1m"

  @Test func `control and bidirectional characters are escaped for people`() throws {
    let world = try World("desk")
    let desk = try world.desk
    let page = "<title>T \(Self.hostile)</title><p>Words of a page, \(Self.hostile), and more.</p>"
    try world.file("page.html", Data(page.utf8))
    let source = try desk.object("add", "page.html").id
    let clipping = try desk.object("quote", source, "not there \(Self.hostile)").id
    let note = try desk.object("note", "words \(Self.hostile)", "--tag", "t\u{1b}[2J").id
    let book = try desk.object("notebook", "new", "Book \(Self.hostile)").id
    try desk.run("notebook", "heading", book, "Heading \(Self.hostile)")
    try desk.run("notebook", "add", book, note, clipping, source)
    let commands = [
      ["list"], ["list", "tags"], ["show", source], ["show", clipping], ["show", note],
      ["show", book], ["search", "words"], ["log"], ["status"],
    ]
    for command in commands {
      let outcome = try desk.start(world.binary, command).outcome()
      let harmful = (outcome.stdout + outcome.stderr).unicodeScalars.filter {
        ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x7f...0x9f).contains($0.value)
          || (0x202a...0x202e).contains($0.value) || (0x2066...0x2069).contains($0.value)
      }
      #expect(harmful.isEmpty, "\(command): \(harmful.map { String($0.value, radix: 16) })")
    }
    #expect(try desk.run("show", note).contains("\\u{202e}"))
    try world.check()
  }

  @Test func `programs get the text as it is`() throws {
    let world = try World("desk")
    let note = try world.desk.object("note", "words \(Self.hostile)").id
    #expect(try world.desk.object("show", note)["text"] == .string("words \(Self.hostile)"))
    let raw = try world.desk.run("show", note, "--text")
    #expect(raw.unicodeScalars.elementsEqual("words \(Self.hostile)\n".unicodeScalars))
  }

  @Test func `an error that repeats what was typed escapes it, too`() throws {
    let world = try World("desk")
    let outcome = try world.desk.attempt("show", Self.hostile)
    #expect(outcome.code == 1)
    #expect(!outcome.stderr.contains("\u{1b}"))
  }
}
