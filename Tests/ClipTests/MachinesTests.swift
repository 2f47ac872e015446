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
      1 change sent, 1 change received.  {root}/folder
      ! clip: This machine was retired on another one. It goes on as a new replica; nothing is lost.
      desk$ clip sync
      1 change received.  {root}/folder
      desk$ clip list
      {c}  note      typed on the train
      {b}  note      from the laptop
      {a}  note      from the desk
      desk$ clip replica list
      ID        MACHINE        CHANGES  BEHIND   AHEAD  LAST SEEN
      {…}  desk                 2       -       -  {…}  this one
      {…}  laptop               1       {…}       0  {…}  retired
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
