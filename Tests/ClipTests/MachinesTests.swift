import Foundation
import Testing

@Suite struct ReplicaCommands {
  @Test func `a machine that is gone is retired, and goes on as a new one when it returns`() throws
  {
    let world = try World("desk", "laptop")
    try world.play(
      """
      desk$ clip note "from the desk"
      Noted {a}  note      from the desk
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ clip note "from the laptop"
      Noted {b}  note      from the laptop
      laptop$ clip sync folder
      1 change sent, 1 change received.  {root}/folder
      desk$ clip sync
      1 change received.  {root}/folder
      desk$ clip replica list
      ID        MACHINE        CHANGES  BEHIND   AHEAD  LAST SEEN
      {…}  desk                 1       -       -  {…}  this one
      {…}  laptop               1       0       0  {…}
      desk$ clip replica retire laptop
      Retired laptop ({…}). Nobody waits for it any longer; the others learn of it with clip sync.
      desk$ clip replica retire laptop
      laptop ({…}) was retired already.
      desk$ clip sync
      1 change sent.  {root}/folder
      laptop$ clip note "typed on the train"
      Noted {c}  note      typed on the train
      laptop$ clip sync
      2 changes sent, 1 change received.  {root}/folder
      ! clip: This machine was retired on another one. It goes on as a new replica; nothing is lost.
      desk$ clip sync
      2 changes received.  {root}/folder
      desk$ clip list
      {c}  note      typed on the train
      {b}  note      from the laptop
      {a}  note      from the desk
      desk$ clip replica list
      ID        MACHINE        CHANGES  BEHIND   AHEAD  LAST SEEN
      {…}  desk                 2       -       -  {…}  this one
      {…}  laptop               2       {…}       0  {…}  retired
      {…}  laptop               1       0       0  {…}
      laptop$ clip sync
      Nothing new.  {root}/folder
      """
    )
    // Of two machines of one name the one in use is meant; objects say what the table says.
    let retired = try world.desk.objects("replica", "list").filter {
      $0.fields["retired"] == .bool(true)
    }
    let machine = try world.desk.object("replica", "retire", "LAPTOP")
    let ids = try retired.map { try $0.text("id") }
    #expect(ids.count == 1)
    #expect(try !ids.contains(machine.text("id")))
    #expect(machine["retired"] == .bool(true) && machine["kind"] == .string("replica"))
  }

  @Test func `what is no other machine of the library is refused`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip replica retire desk
      ! clip: this machine cannot retire itself
      ! Retire it on a machine that stays in use.
      ? 1
      $ clip replica retire 00000000
      ! clip: there is no machine "00000000"
      ! Give its name or at least four digits of its id; clip replica list shows them.
      ? 1
      $ clip replica list
      ID        MACHINE        CHANGES  BEHIND   AHEAD  LAST SEEN
      {…}  desk                 0       -       -  never  {…}  this one
      """
    )
  }
}

@Suite struct CheckingSyncFolders {
  @Test func `every file is verified, and states that others published are compared`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      desk$ clip check --folder
      All is well: 0 changes, 0 items, 0 attachments; state {digits}.
      ! clip: this library was not synced yet
      ! Name a folder: clip check --folder ~/Dropbox/clip
      ? 64
      desk$ clip check folder
      ! clip: a folder is only checked with --folder
      ! clip check --folder folder
      ? 64
      desk$ clip note "from the desk"
      Noted {a}  note      from the desk
      desk$ clip check
      All is well: 1 change, 2 items, 0 attachments; state {digits}.
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ clip sync folder
      1 change received.  {root}/folder
      laptop$ touch folder/thesis.doc
      laptop$ clip check --folder
      All is well: 1 change, 2 items, 0 attachments; state {digits}.
      Whole: 4 files of clip.  {root}/folder
        1 file not of clip:
          thesis.doc
        state of desk after 1 change: the same
      laptop$ for f in folder/replicas/*/*.segment; do printf x >> $f; done
      laptop$ clip check --folder folder
      All is well: 1 change, 2 items, 0 attachments; state {digits}.
      3 files of clip.  {root}/folder
        1 file damaged:
          {…}.segment
        1 file not of clip:
          thesis.doc
        state of desk after 1 change: the same
      ! clip: damaged: {…}.segment: {…}
      ? 21
      desk$ clip check --folder nowhere
      All is well: 1 change, 2 items, 0 attachments; state {digits}.
      ! clip: there is no folder at {root}/nowhere: No such file or directory
      ! Connect or mount it, or check the path. Nothing was changed.
      ? 20
      """
    )
  }
}

@Suite struct ExplainedSyncs {
  @Test func `a sync says who changed what, and shows what was written at once`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      #"""
      desk$ printf 'High water comes twice.\nLow water follows.\n' | clip note --title Tides -
      Noted {note}  note      Tides — High water comes twice. Low water follows.
      desk$ clip sync folder --explain
      1 change sent.  {root}/folder
      No machine changed anything.
      laptop$ clip sync folder
      1 change received.  {root}/folder
      desk$ printf 'High water comes twice a day.\nLow water follows.\n' | clip edit {note} --text -
      {note}  note      Tides — High water comes twice a day. Low water follows.
      laptop$ printf 'High water comes twice.\nLow water follows soon.\n' | clip edit {note} --text -
      {note}  note      Tides — High water comes twice. Low water follows soon.
      desk$ clip edit {note} --set title=Ebb
      {note}  note      Ebb — High water comes twice a day. Low water follows.
      laptop$ clip edit {note} --set title=Flood
      {note}  note      Flood — High water comes twice. Low water follows soon.
      laptop$ clip sync
      2 changes sent.  {root}/folder
      desk$ clip sync --dry-run --explain
      Would be: 2 changes sent, 2 changes received.  {root}/folder
        {…} gives 2 changes, lacks 2 changes
      laptop: 2 changes
        {note}  note      text: 5 characters added
                            title set to “Flood”
      Edited on several machines at once, and merged:
        {note}  note  “Ebb”
          desk (here):
            …High water comes twice{…}.⏎Low water follows.⏎…
          laptop:
            …twice.⏎Low water follows{…}.⏎…
      Set to different values at once:
        {note}  note  “Ebb”  title
          1  Flood  laptop, shown
          2  Ebb  desk
      desk$ clip list
      {note}  note      Ebb — High water comes twice a day. Low water follows.
      desk$ clip sync
      2 changes sent, 2 changes received.  {root}/folder
      1 conflict to look at: clip conflicts
      laptop$ clip sync --explain
      2 changes received.  {root}/folder
      1 conflict to look at: clip conflicts
      desk: 2 changes
        {note}  note      text: 6 characters added
                            title set to “Ebb”
      Edited on several machines at once, and merged:
        {note}  note  “Flood”
          laptop (here):
            …twice.⏎Low water follows{…}.⏎…
          desk:
            …High water comes twice{…}.⏎Low water follows.⏎…
      Set to different values at once:
        {note}  note  “Flood”  title
          1  Flood  laptop, shown
          2  Ebb  desk
      """#
    )
  }

  @Test func `what was put in and taken out is marked where it stands`() throws {
    let world = try World("desk", "laptop")
    let (desk, laptop) = (try world.desk, try world.machine("laptop"))
    let note = try desk.object("note", "Low water, high water").id
    for machine in [desk, laptop] { try machine.run("sync", "folder") }
    try desk.run("edit", note, "--text", "Low water, high water, ebb")
    try laptop.run("edit", note, "--text", "Low water")
    try desk.run("sync")
    let told = try laptop.run("sync", "--explain")
    #expect(told.contains("…Low water, high water{+, ebb+}…"))
    #expect(told.contains("…Low water[-, high water-]…"))
    // The objects tell the same
    let dry = try desk.objects("sync", "--explain", "--dry-run")
    let report = try #require(dry.first)
    #expect(report["received"] == .integer(1))
    guard case .object(let text) = try #require(try dry[1].list("texts").first),
      case .array(let sides) = text["sides"], case .object(let side) = sides.last
    else {
      Issue.record("no text is told of: \(dry)")
      return
    }
    #expect(side["places"] == .integer(1) && side["here"] == nil)
    #expect(
      side["differences"]
        == .array([
          .object([
            "before": .string("Low water"), "removed": .string(", high water"),
            "added": .string(""), "after": .string(""),
          ])
        ])
    )
  }

  @Test func `explanations and dry runs are objects, too`() throws {
    let world = try World("desk", "laptop")
    try world.desk.run("note", "one")
    try world.desk.run("sync", "folder")
    let objects = try world.machine("laptop").objects("sync", "folder", "--dry-run", "--explain")
    #expect(objects.map { $0["kind"] } == [.string("sync"), .string("explanation")])
    #expect(objects[0]["received"] == .integer(1))
    for case .object(let machine) in try objects[0].list("machines") {
      #expect(machine["received"] == .integer(1) && machine["lacks"] == .integer(0))
    }
    let told = objects[1]
    #expect(try told.list("machines").count == 1 && told.list("texts").isEmpty)
    #expect(try told.list("conflicts").isEmpty && told["furtherTexts"] == .integer(0))
    // And nothing was taken in, joined or remembered
    #expect(try world.machine("laptop").object("status")["folders"] == .array([]))
    #expect(try world.machine("laptop").attempt("list").code == 2)
  }

  @Test func `strangers' words are harmless on a terminal`() throws {
    let world = try World("desk", "laptop")
    try world.desk.run("note", "word\u{1b}[31m\u{202e}", "--title", "bad\u{1b}]0;title")
    try world.desk.run("sync", "folder")
    let outcome = try world.machine("laptop").attempt("sync", "folder", "--explain")
    #expect(outcome.code == 0 && outcome.stdout.contains("bad\\u{1b}]0;title"))
    #expect(!outcome.stdout.contains("\u{1b}") && !outcome.stdout.contains("\u{202e}"))
  }
}
