import Foundation
import Testing

@Suite struct PurgeCommand {
  @Test func `what is purged is gone, and everything says so`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "my password is xylophone"
      Noted {note}  note      my password is xylophone
      $ clip note "about it" --about {note}
      Noted {about}  note      about it
      $ clip notebook new "Words"
      Made {book}  notebook  Words
      $ clip notebook add {book} {note}
      {entry}  my password is xylophone  note
      $ clip purge {note}
      Purged {note}  note
      ! clip: what refers to {note} stays: note {about}, entry {entry}
      $ clip search xylophone
      ? 2
      $ clip list notes
      {about}  note      about it
      $ clip notebook show {book}
      Words
      notebook {bookid}

      {entry}  ({note} is purged)
      $ clip show {note}
      ! clip: the note {note} was purged on {time} by desk
      ! Nothing is left of it, here or, once they sync, on any other machine.
      ? 1
      $ clip purge {note}
      ! clip: the note {note} was purged on {time} by desk
      $ clip restore {note}
      ! clip: the note {note} was purged on {time} by desk
      ! Nothing is left of it, here or, once they sync, on any other machine.
      ? 1
      $ clip log {note}
      {time}  desk
        {note}  note      purged
      {time}  desk
        {note}  note      what it said is purged
      """
    )
    let raw = try Data(contentsOf: try world.desk.databaseFile)
    #expect(raw.range(of: Data("xylophone".utf8)) == nil)
  }

  @Test func `several are purged at once, in JSON with what refers to them`() throws {
    let world = try World("desk")
    let desk = try world.desk
    let one = try desk.object("note", "one")
    let two = try desk.object("note", "two", "--about", try one.text("id"))
    let purged = try desk.objects("purge", "--yes", try one.text("id"), try two.text("id"))
    #expect(try purged.map { try $0.text("kind") } == ["purged", "purged"])
    #expect(try purged.map { try $0.text("was") } == ["note", "note"])
    #expect(try desk.objects("list").isEmpty)
    try world.check()
  }

  @Test func `an outline says in JSON what of it is purged`() throws {
    let world = try World("desk")
    let desk = try world.desk
    let (gone, stays) = (try desk.object("note", "gone").id, try desk.object("note", "stays").id)
    let book = try desk.object("notebook", "new", "Words").id
    try desk.run("notebook", "add", book, gone, stays)
    try desk.run("purge", "--yes", gone)
    let shown = try desk.object("notebook", "show", book).list("entries")
    let exported = try #require(
      JSONObject.lines(try desk.run("export", "--all", "--format", "json"))
        .first { $0["kind"] == .string("notebook") }
    )
    for entries in [shown, try exported.list("entries")] {
      let objects = entries.compactMap { entry -> JSONObject? in
        guard case .object(let fields) = entry else { return nil }
        return JSONObject(fields)
      }
      #expect(objects.map { $0["item"] } == [.string(gone), .string(stays)])
      #expect(objects.map { $0["purged"] } == [.bool(true), nil])
      #expect(objects.map { $0["kind"] } == [.string("note"), .string("note")])
    }
    // What is made beside it says it, too.
    let moved = try JSONObject.lines(
      desk.run("--json", "notebook", "add", book, stays, "--after", firstEntry(shown))
    )
    #expect(moved.count == 1 && moved[0]["purged"] == nil)
  }

  private func firstEntry(_ entries: [JSONValue]) throws -> String {
    guard case .object(let fields)? = entries.first else { return "" }
    return try JSONObject(fields).text("entry")
  }

  @Test func `one that is not there leaves the others as they were`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "one"
      Noted {one}  note      one
      $ clip purge {one} 00000000
      ! clip: there is no item "00000000"
      ! clip list shows what there is.
      ? 1
      $ clip list
      {one}  note      one
      """
    )
  }

  @Test func `a purge that may have been interrupted can be asked for again`() throws {
    let world = try World("desk")
    let desk = try world.desk
    let note = try desk.object("note", "one")
    let purged = try desk.objects("purge", "--yes", try note.text("id"))
    #expect(purged.count == 1)
    #expect(try desk.objects("purge", "--yes", try note.text("id")).isEmpty)
    try world.check()
  }

  @Test func `a purge reaches the other machines, whatever they did meanwhile`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      $ clip note "my password is xylophone"
      Noted {note}  note      my password is xylophone
      $ clip sync folder
      …
      laptop$ clip sync folder
      …
      laptop$ clip edit {note} --text "my password is xylophone, really"
      {note}  note      my password is xylophone, really
      $ clip purge {note} --yes
      Purged {note}  note
      $ clip sync
      …
      laptop$ clip sync
      …
      $ clip sync
      …
      laptop$ clip show {note}
      ! clip: the note {note} was purged on {time} by desk
      ! Nothing is left of it, here or, once they sync, on any other machine.
      ? 1
      laptop$ clip list
      ? 2
      $ clip list
      ? 2
      """
    )
    for machine in [try world.desk, try world.machine("laptop")] {
      let raw = try Data(contentsOf: machine.databaseFile)
      #expect(raw.range(of: Data("xylophone".utf8)) == nil)
    }
  }
}
