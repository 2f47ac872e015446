import Foundation
import Testing

@Suite struct ExportingJSON {
  @Test func `the whole library is written by kind and id, the trash, too`() throws {
    // Given a library with an item of every kind, one of them in the trash
    let world = try World("desk", files: ["tides.html": Page.tides])
    let desk = try world.desk
    let source = try desk.object("add", "tides.html", "--tag", "sea")
    let clipping = try desk.object("quote", source.id, "said the keeper", "--tag", "sea")
    let notes = try (1...4).map { try desk.object("note", "Low water \($0)").id }
    let book = try desk.object("notebook", "new", "Sea level")
    let heading = try desk.object("notebook", "heading", book.id, "Measurements")
    try desk.run("notebook", "add", book.id, clipping.id, "--under", heading.text("entry"))
    try desk.run("trash", notes[0])

    // When it is exported
    let lines = try JSONLines(desk.run("export", "--all", "--format", "json"))

    // Then each object is that of show, with what export adds, in a fixed order
    #expect(
      try lines.kinds == ["source", "clipping"] + Array(repeating: "note", count: 4)
        + ["notebook", "tag"]
    )
    #expect(try lines.objects[2..<6].map { try $0.id } == notes.sorted())
    for object in lines.objects where object["id"] != nil {
      let shown = try desk.object("show", object.id)
      let more = object.fields.filter { shown[$0.key] == nil }
      #expect(object.fields.filter { shown[$0.key] != nil } == shown.fields)
      #expect(more.keys.allSatisfy { $0 == "captures" }, "\(more.keys)")
    }
    let trashed = lines.objects.filter { $0["trashed"] == .bool(true) }
    #expect(try trashed.map { try $0.id } == [notes[0]])
    let captures = try lines.objects[0].list("captures")
    guard case .object(let capture)? = captures.first else {
      Issue.record("no capture")
      return
    }
    #expect(Set(capture.keys) == ["fetched", "text", "words", "page", "mediaType"])
    #expect(lines.objects.last?["count"] == .integer(2))
    try world.check()
  }

  @Test func `a notebook is written with what it refers to, and nothing else`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    let desk = try world.desk
    let source = try desk.object("add", "tides.html")
    let clipping = try desk.object("quote", source.id, "said the keeper")
    let about = try desk.object("note", "Ask him.", "--about", clipping.id)
    try desk.run("note", "Another matter")
    let book = try desk.object("notebook", "new", "Sea level")
    try desk.run("notebook", "add", book.id, about.id)
    let lines = try JSONLines(desk.run("export", book.id, "--format", "json"))
    #expect(try lines.kinds == ["source", "clipping", "note", "notebook"])
    #expect(
      try lines.objects.map { try $0.id } == [source, clipping, about, book].map { try $0.id }
    )
  }

  @Test func `two machines write the same bytes, conflicts among them, to a file or not`() throws {
    // Given two machines that set one title to different values, and synced
    let world = try World("desk", "laptop")
    let (desk, laptop) = (try world.desk, try world.machine("laptop"))
    let note = try desk.object("note", "Low water", "--title", "Tide").id
    try desk.run("sync", "folder")
    try laptop.run("sync", "folder")
    try desk.run("edit", note, "--set", "title=Ebb")
    try laptop.run("edit", note, "--set", "title=Flood")
    for machine in [desk, laptop, desk] { try machine.run("sync") }

    // When both export
    let here = try desk.run("export", "--all", "--format", "json")
    let there = try laptop.run("export", "--all", "--format", "json")
    let report = try desk.object("export", "--all", "--format", "json", "--output", "all.jsonl")

    // Then the bytes are equal
    #expect(here == there)
    #expect(try JSONLines(here).kinds == ["note", "conflict"])
    #expect(report.fields.keys.sorted() == ["kind", "output"])
    let written = try Data(contentsOf: world.root.appendingPathComponent("all.jsonl"))
    #expect(written == Data(here.utf8))
    try world.check()
  }

  @Test func `what cannot be written leaves nothing behind and says why`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "Low water"
      Noted {note}  note      Low water
      $ clip export --all --format json --output nowhere/all.jsonl
      ! clip: cannot write nowhere/all.jsonl: no such file or directory
      ! Nothing was written. Name another place with --output.
      ? 1
      $ clip export --all --format json --output folder
      ! clip: cannot write folder: {…}
      ! Nothing was written. Name another place with --output.
      ? 1
      $ ls -A folder
      $ ls -A . | grep -F .folder
      ? 1
      $ clip export --all
      ! clip: --all needs --format json.
      ! Usage: clip export [--library <dir>] [--json] [<notebook>] [--all] [--format <format>] [--output <path>]
      !   See 'clip export --help' for more information.
      ? 64
      $ clip export {note} --all --format json
      ! clip: Name a notebook or give --all, not both.
      ! Usage: clip export [--library <dir>] [--json] [<notebook>] [--all] [--format <format>] [--output <path>]
      !   See 'clip export --help' for more information.
      ? 64
      $ clip export
      ! clip: Name a notebook, or give --all.
      ! Usage: clip export [--library <dir>] [--json] [<notebook>] [--all] [--format <format>] [--output <path>]
      !   See 'clip export --help' for more information.
      ? 64
      """
    )
  }
}

private struct JSONLines {
  let objects: [JSONObject]

  init(_ text: String) throws { objects = try JSONObject.lines(text) }

  var kinds: [String] {
    get throws { try objects.map { try $0.text("kind") } }
  }
}
