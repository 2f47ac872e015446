import Foundation
import Testing

/// The fields of an object, as docs/format/json-output.md promises them.
private struct Shape {
  let required: [String: String]
  let optional: [String: String]

  init(_ kind: String, _ required: String, optional: String = "") {
    self.required = Self.fields(required).merging(["kind": "text"]) { $1 }
    self.optional = Self.fields(optional)
    self.kind = kind
  }

  let kind: String

  /// `name:type`, where a text is the type that needs no word.
  private static func fields(_ list: String) -> [String: String] {
    let pairs = list.split(separator: " ").map { $0.split(separator: ":").map(String.init) }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0.count > 1 ? $0[1] : "text") })
  }

  func expect(_ object: JSONObject, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(object["kind"] == .string(kind), sourceLocation: sourceLocation)
    for (name, type) in required {
      #expect(object[name]?.type == type, "\(kind).\(name)", sourceLocation: sourceLocation)
    }
    for (name, value) in object.fields where required[name] == nil {
      let type = optional[name] ?? "not a documented field"
      #expect(value.type == type, "\(kind).\(name)", sourceLocation: sourceLocation)
    }
  }

  static let source = Shape(
    "source",
    "id authors:list urls:list added:time edited:time tags:list clippings:number",
    optional: "title published:time modified site url language excerpt doi isbn licence "
      + "citationKey words:number trashed:boolean snippet new:boolean version:number "
      + "queued:boolean fetch:object outcome reason highlights:number warnings:list"
  )
  static let clipping = Shape(
    "clipping",
    "id quote prefix suffix tags:list added:time edited:time exact:boolean",
    optional: "source start:number end:number anchoredIn page area fragment color note "
      + "trashed:boolean snippet"
  )
  static let note = Shape(
    "note",
    "id text tags:list added:time edited:time",
    optional: "title about trashed:boolean snippet"
  )
  static let notebook = Shape(
    "notebook",
    "id title tags:list added:time edited:time",
    optional: "trashed:boolean snippet entries:list"
  )
}

@Suite struct JSONOutput {
  @Test func `items have the fields of the contract, in lists, searches and alone`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    let desk = try world.desk
    let source = try desk.object("add", "tides.html", "--tag", "sea")
    #expect(source["new"] == .bool(true))
    #expect(try desk.object("add", "tides.html")["new"] == .bool(false))
    let clipping = try desk.object(
      "quote",
      source.id,
      "said the keeper",
      "--page",
      "12",
      "--color",
      "yellow",
      "--note",
      "His words."
    )
    let note = try desk.object(
      "note",
      "Ask the keeper.",
      "--about",
      clipping.id,
      "--title",
      "To do"
    )
    let book = try desk.object("notebook", "new", "Keeper")
    for command in [["list"], ["search", "keeper"]] {
      let found = try desk.start(world.binary, command + ["--json"]).outcome()
      let objects = try JSONObject.lines(found.stdout)
      #expect(objects.count == 4, "\(command)")
      for object in objects { try shape(of: object).expect(object) }
    }
    for item in [source, clipping, note, book] {
      let object = try desk.object("show", item.id)
      try shape(of: object).expect(object)
      #expect(try object.id == item.id)
    }
    #expect(try desk.object("show", clipping.id)["exact"] == .bool(true))
    #expect(try desk.object("show", note.id)["about"] == .string(clipping.id))
  }

  private func shape(of object: JSONObject) throws -> Shape {
    switch try object.text("kind") {
    case "source": .source
    case "clipping": .clipping
    case "note": .note
    default: .notebook
    }
  }

  @Test func `what is absent is left out, and what is in the trash says so`() throws {
    let world = try World("desk")
    let note = try world.desk.object("note", "Low water")
    #expect(Set(note.fields.keys) == ["kind", "id", "text", "tags", "added", "edited"])
    let trashed = try world.desk.object("trash", note.id)
    #expect(trashed["trashed"] == .bool(true))
    #expect(try world.desk.object("list", "trash")["trashed"] == .bool(true))
    #expect(try world.desk.object("restore", note.id)["trashed"] == nil)
    try world.check()
  }

  @Test func `a passage's place counts Unicode scalars of the source's text`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    let desk = try world.desk
    let source = try desk.object("add", "tides.html")
    let clipping = try desk.object("quote", source.id, "“because the sea does not.”")
    let text = Array(try desk.object("show", source.id, "--text").text("text").unicodeScalars)
    guard case .integer(let start)? = clipping["start"], case .integer(let end)? = clipping["end"]
    else {
      Issue.record("no position")
      return
    }
    var passage = String.UnicodeScalarView()
    passage.append(contentsOf: text[start..<end])
    #expect(try String(passage) == clipping.text("quote"))
  }

  @Test func `entries stand in their notebook with their depth`() throws {
    let world = try World("desk")
    let desk = try world.desk
    let note = try desk.object("note", "Low water")
    let book = try desk.object("notebook", "new", "Sea level")
    let heading = try desk.object("notebook", "heading", book.id, "Measurements")
    #expect(Set(heading.fields.keys) == ["entry", "depth", "heading", "kind"])
    #expect(heading["kind"] == .string("heading"))
    let entry = try desk.object(
      "notebook",
      "add",
      book.id,
      note.id,
      "--under",
      try heading.text("entry")
    )
    #expect(Set(entry.fields.keys) == ["entry", "depth", "item", "kind"])
    #expect(entry["depth"] == .integer(1))
    #expect(entry["kind"] == .string("note"))
    let whole = try desk.object("notebook", "show", book.id)
    Shape.notebook.expect(whole)
    #expect(try whole.list("entries") == [.object(heading.fields), .object(entry.fields)])
    let removed = try desk.object("notebook", "remove", book.id, try entry.text("entry"))
    Shape("removed", "entry").expect(removed)
    try world.check()
  }

  @Test func `syncs, conflicts, status and the log have the fields of the contract`() throws {
    let world = try World("desk", "laptop")
    let (desk, laptop) = (try world.desk, try world.machine("laptop"))
    let note = try desk.object("note", "Low water", "--title", "Tides", "--tag", "sea")
    for machine in [desk, laptop] { try machine.run("sync", "folder") }
    try desk.run("edit", note.id, "--set", "title=Tides, desk")
    try laptop.run("edit", note.id, "--set", "title=Tides, laptop")
    try desk.run("sync")
    let report = try laptop.object("sync")
    Shape(
      "sync",
      "folder sent:number received:number carried:number files:object bytes:object waiting:number "
        + "damaged:list conflicts:number machines:list notes:list"
    ).expect(report)
    #expect(report["sent"] == .integer(1) && report["received"] == .integer(1))
    for traffic in ["files", "bytes"] {
      #expect(try Set(report.object(traffic).fields.keys) == ["written", "read"])
    }

    let conflict = try laptop.object("conflicts")
    Shape("conflict", "item field shown values:list").expect(conflict)
    for case .object(let value) in try conflict.list("values") {
      #expect(Set(value.keys) == ["value", "replica", "replicaName", "time"])
      #expect(value["time"]?.type == "time")
    }

    let status = try laptop.object("status")
    Shape(
      "status",
      "library replica name changes:number unpublished:number folders:list "
        + "folderStates:list replicas:list conflicts:number toFetch:object warnings:list"
    ).expect(status)
    for case .object(let folder) in try status.list("folderStates") {
      #expect(Set(folder.keys) == ["folder", "lastSynced", "reachable", "unpublished"])
      #expect(folder["lastSynced"]?.type == "time" && folder["reachable"] == .bool(true))
    }
    for case .object(let replica) in try status.list("replicas") {
      #expect(Set(replica.keys).isSuperset(of: ["id", "name", "changes", "lastSeen"]))
    }

    let replicas = try laptop.objects("replica", "list")
    #expect(replicas.count == 2)
    for replica in replicas {
      Shape(
        "replica",
        "id name changes:number lastSeen:time",
        optional: "behind:number ahead:number own:boolean"
      ).expect(replica)
    }

    for change in try laptop.objects("log") {
      Shape("change", "id replica replicaName time:time edits:list").expect(change)
    }
    Shape("tag", "name count:number").expect(try laptop.object("list", "tags"))
    Shape("check", "changes:number items:number attachments:number digest problems:list")
      .expect(try laptop.object("check"))
    #expect(try desk.object("check")["changes"] == .integer(2))
    try world.check()
  }

  @Test func `a new library and an export are objects, too`() throws {
    let world = try World()
    let made = try world.desk.object("init", "--name", "desk")
    Shape("library", "library replica name").expect(made)
    let book = try world.desk.object("notebook", "new", "Sea level")
    Shape("export", "notebook text").expect(try world.desk.object("export", book.id))
    Shape("export", "notebook output")
      .expect(try world.desk.object("export", book.id, "--output", "book.md"))
  }

  @Test(arguments: [
    (["show", "00000000"], Int32(1), "unknownItem"),
    (["add", "missing.html"], 1, "noFile"),
    (["list", "--library", "elsewhere"], 10, "noLibrary"),
    (["sync", "nowhere"], 20, "folderMissing"),
    (["nonsense"], 64, "usage"),
    (["list", "--nonsense"], 64, "usage"),
    (["show"], 64, "usage"),
    (["sync"], 64, "usage"),
  ])
  func `an error is an object on stderr and nothing on stdout`(
    arguments: [String],
    code: Int32,
    name: String
  ) throws {
    let world = try World("desk")
    for position in [0, arguments.count] {
      var line = arguments
      line.insert("--json", at: position)
      let outcome = try world.desk.start(world.binary, line).outcome()
      #expect(outcome.code == code)
      #expect(outcome.stdout == "")
      let objects = try JSONObject.lines(outcome.stderr)
      try #require(objects.count == 1)
      let error = try objects[0].object("error")
      #expect(try error.text("code") == name)
      #expect(try !error.text("message").isEmpty)
      #expect(Set(error.fields.keys).isSubset(of: ["code", "message", "hint"]))
    }
  }
}
