import Foundation
import Testing

@Suite struct VersionsOfAPage {
  private let edited = Page.tides
    .replacing("21&nbsp;centimetres", with: "22&nbsp;centimetres")
    .replacing("Nobody who lives here", with: "No one on the quay")

  @Test func `a page that changed is a new version, and what changed is shown`() throws {
    let world = try World("desk", files: ["old.html": Page.tides, "new.html": edited])
    try world.play(
      """
      $ clip add old.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip diff {tides}
      ! clip: {tides} has one version only
      ! clip add reads its page again, and keeps what changed as a new version.
      ? 1
      $ clip add old.html
      Already here: {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip add new.html
      Already here, now in version 2: {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  68 words
      $ clip diff {tides}
      Tides of the inner harbour  {tides}
      version 1 of {…}, 67 words → version 2 of {…}, 68 words

      …a day, and twice a day it fills again. [-Nobody who lives here-]{…} needs a table to know the hour.

      The mean level rose by [-21-]{…} centimetres in that time, and most of…
      $ clip show {tides} --text --version 1 | grep -c 21
      1
      $ clip show {tides} --text | grep -c 22
      1
      $ clip show {tides} --text --version 3
      ! clip: {tides} has no version 3
      ! It has 2 versions.
      ? 1
      $ clip diff {tides} --from 2 --to 1 | grep -c -e "[-]22-.*21"
      1
      $ clip search 22 | grep -c harbour
      1
      $ clip search 21
      ? 2
      """
    )
  }

  @Test func `a difference is an object with whole words`() throws {
    let world = try World("desk", files: ["old.html": Page.tides, "new.html": edited])
    let desk = try world.desk
    let source = try desk.object("add", "old.html")
    let again = try desk.object("add", "new.html")
    #expect(again["new"] == .bool(false) && again["version"] == .integer(2))
    #expect(try desk.object("add", "new.html")["version"] == nil)
    let difference = try desk.object("diff", source.id)
    #expect(try difference.text("kind") == "diff")
    #expect(try difference.text("source") == source.id)
    let texts = try ["1", "2"].map { number in
      try desk.object("show", source.id, "--text", "--version", number).text("text")
    }
    guard case .object(let last)? = try difference.list("hunks").last else {
      Issue.record("no hunk")
      return
    }
    #expect(last["removed"] == .string("21") && last["added"] == .string("22"))
    for (text, (start, end), word) in [
      (texts[0], ("start", "end"), "21"), (texts[1], ("newStart", "newEnd"), "22"),
    ] {
      guard case .integer(let start)? = last[start], case .integer(let end)? = last[end] else {
        Issue.record("no place")
        return
      }
      let scalars = Array(text.unicodeScalars)[start..<end]
      #expect(String(String.UnicodeScalarView(scalars)) == word)
    }
  }

  @Test func `machines that read a page at different times show its newest version`() throws {
    let world = try World("desk", "laptop", files: ["old.html": Page.tides, "new.html": edited])
    let (desk, laptop) = (try world.desk, try world.machine("laptop"))
    let source = try desk.object("add", "old.html")
    try laptop.run("add", "new.html")
    for machine in [desk, laptop, desk] { try machine.run("sync", world.folder.path) }
    let texts = try [desk, laptop].map { machine in
      try machine.object("show", source.id, "--text")
    }
    #expect(try texts[0].text("text") == texts[1].text("text"))
    #expect(try texts[0].text("text").contains("22"))
    #expect(texts[0]["version"] == .integer(2))
    try world.check()
  }
}

@Suite struct CheckingQuotes {
  @Test func `passages that no longer stand in their source are listed`() throws {
    let new = Page.tides
      .replacing("21&nbsp;centimetres", with: "22&nbsp;centimetres")
      .replacing("<p>Since 1911 the gauge at the old pier has been read by hand.", with: "<p>")
    let world = try World("desk", files: ["old.html": Page.tides, "new.html": new])
    try world.play(
      """
      $ clip add old.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip quote {tides} "rose by 21 centimetres in that time"
      Clipped {level}  clipping  “rose by 21 centimetres in that time”
      $ clip quote {tides} "said the keeper"
      Clipped {keeper}  clipping  “said the keeper”
      $ clip quote {tides} "the gauge at the old pier has been read by hand"
      Clipped {gauge}  clipping  “the gauge at the old pier has been read by hand”
      $ clip quote {tides} "The harbour is dry"
      Clipped {dry}  clipping  “The harbour is dry”
      ! clip: this passage is not in the source's text; it is kept as it was typed
      $ clip check --quotes
      {dry}  “The harbour is dry”
        in Tides of the inner harbour {tides}
        was not found there when it was clipped
      ! clip: 1 of 4 passages does not stand in its source
      $ clip add new.html
      Already here, now in version 2: {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  54 words
      $ clip check --quotes
      {gauge}  “the gauge at the old pier has been read by hand”
        in Tides of the inner harbour {tides}
        not there any more

      {level}  “rose by 21 centimetres in that time”
        in Tides of the inner harbour {tides}
        changed, {…} % sure: “rose by 22 centimetres in that time”

      {dry}  “The harbour is dry”
        in Tides of the inner harbour {tides}
        was not found there when it was clipped
      ! clip: 3 of 4 passages do not stand in their sources
      $ clip show {level} | head -1
        “rose by 21 centimetres in that time”
      $ clip check --quotes --folder
      ! clip: --quotes goes with neither --folder nor --rebuild
      ? 64
      """
    )
  }

  @Test func `a quotation that its page has no longer is marked in an export`() throws {
    let new = Page.tides.replacing("21&nbsp;centimetres", with: "22&nbsp;centimetres")
    let world = try World("desk", files: ["old.html": Page.tides, "new.html": new])
    let desk = try world.desk
    let source = try desk.object("add", "old.html")
    let book = try desk.object("notebook", "new", "Sea level")
    for passage in ["rose by 21 centimetres in that time", "said the keeper"] {
      let clipping = try desk.object("quote", source.id, passage)
      try desk.run("notebook", "add", book.id, clipping.id)
    }
    #expect(try !desk.run("export", book.id).contains("changed since"))
    try desk.run("add", "new.html")
    let text = try desk.run("export", book.id)
    let marks = text.split(separator: "\n").filter { $0.hasSuffix("it has changed since.*") }
    #expect(marks.count == 1)
    #expect(text.contains("> rose by 21"))
  }

  @Test func `each is an object with its confidence`() throws {
    let new = Page.tides.replacing("21&nbsp;centimetres", with: "22&nbsp;centimetres")
    let world = try World("desk", files: ["old.html": Page.tides, "new.html": new])
    let desk = try world.desk
    let source = try desk.object("add", "old.html")
    let clipping = try desk.object("quote", source.id, "rose by 21 centimetres in that time")
    #expect(try desk.run("check", "--quotes", "--json").isEmpty)
    try desk.run("add", "new.html")
    let check = try desk.object("check", "--quotes")
    #expect(try check.text("clipping") == clipping.id)
    #expect(check["standing"] == .string("changed"))
    #expect(try check.text("found").contains("22"))
    #expect(check["anchoredIn"] != clipping["anchoredIn"])
    #expect(check["confidence"]?.type == "number")
    // What was clipped is what it was
    #expect(try desk.object("show", clipping.id).fields == clipping.fields)
  }
}
