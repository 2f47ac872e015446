import Testing

@Suite struct SyncCommand {
  @Test func `two machines meet in a folder`() throws {
    let world = try World("desk", "laptop", files: ["tides.html": Page.tides])
    try world.play(
      """
      desk$ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ clip sync folder
      1 change received.  {root}/folder
      laptop$ clip list
      {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04
      laptop$ clip quote {tides} "because the sea does not"
      Clipped {sea}  clipping  “because the sea does not”
      laptop$ clip sync
      1 change sent.  {root}/folder
      desk$ clip sync --dry-run
      Would be: 1 change received.  {root}/folder
        {…} gives 1 change
      desk$ clip list clippings
      ? 2
      desk$ clip sync
      1 change received.  {root}/folder
      desk$ clip list clippings
      {sea}  clipping  “because the sea does not”
      desk$ clip sync
      Nothing new.  {root}/folder
      """
    )
  }

  @Test func `text typed on both machines is merged`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      #"""
      desk$ printf 'First line.\nLast line.\n' | clip note -
      Noted {note}  note      First line. Last line.
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ clip sync folder
      1 change received.  {root}/folder
      desk$ printf 'First line, from the desk.\nLast line.\n' | clip edit {note} --text -
      {note}  note      First line, from the desk. Last line.
      laptop$ printf 'First line.\nLast line.\nAdded on the laptop.\n' | clip edit {note} --text -
      {note}  note      First line. Last line. Added on the laptop.
      desk$ clip sync
      1 change sent.  {root}/folder
      laptop$ clip sync
      1 change sent, 1 change received.  {root}/folder
      laptop$ clip show {note} --text
      First line, from the desk.
      Last line.
      Added on the laptop.
      """#
    )
  }

  @Test func `a folder that is missing, emptied, not ours or another library's changes nothing`()
    throws
  {
    let world = try World("desk", "laptop", "stranger")
    try world.play(
      """
      desk$ clip sync
      ! clip: this library was not synced yet
      ! Name a folder: clip sync ~/Dropbox/clip
      ? 64
      desk$ clip sync nowhere
      ! clip: there is no folder at {root}/nowhere: No such file or directory
      ! Connect or mount it, or check the path. Nothing was changed.
      ? 20
      desk$ clip note "from the desk"
      Noted {note}  note      from the desk
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ mkdir papers; touch papers/thesis.doc; clip sync papers
      ! clip: {root}/papers holds other files ("thesis.doc") and is no sync folder
      ! Choose an empty folder. If this is one of clip's that is still arriving, wait for it.
      ? 20
      stranger$ clip note "a stranger's"
      …
      stranger$ mkdir other; clip sync other
      1 change sent.  {root}/other
      desk$ clip sync other
      ! clip: {root}/other belongs to another library
      ! Choose this library's own folder, or an empty one. Nothing was read or written. If two machines began this folder at once, clip sync --join makes one library of both.
      ? 20
      desk$ mv folder kept; mkdir folder; clip sync
      ! clip: {root}/folder was a sync folder, and its file clip-library is gone
      ! If it is a drive or a cloud folder, mount it or let it finish. Nothing was changed.
      ? 20
      desk$ rmdir folder; clip sync
      ! clip: there is no folder at {root}/folder: No such file or directory
      ! Connect or mount it, or check the path. Nothing was changed.
      ? 20
      desk$ mv kept folder; clip sync
      Nothing new.  {root}/folder
      """
    )
  }

  @Test func `a damaged file is named and left aside, the rest goes on`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      desk$ clip note "precious"
      Noted {note}  note      precious
      desk$ clip sync folder
      1 change sent.  {root}/folder
      desk$ f=$(find folder -name '*.segment' | head -1); test -n "$f" && chmod u+w "$f" && printf x >> "$f"
      laptop$ clip sync folder
      1 change waiting for files to arrive.  {root}/folder
      ! clip: damaged and left aside: replicas/{…}.segment: its checksum is wrong
      ? 21
      laptop$ clip list
      ? 2
      """
    )
  }

  @Test func `the library must not lie in the folder it is synced with`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ mkdir carried; clip init --library carried/library --name careless
      Made a library at {root}/carried/library, called careless on this machine.
      $ clip sync carried --library carried/library
      ! clip: the library {root}/carried/library lies inside the sync folder {root}/carried
      ! Keep the library elsewhere; only the folder is carried between machines.
      ? 20
      """
    )
  }
}

@Suite struct ConflictsAndResolve {
  @Test func `two values set at once are both kept until one is chosen`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      desk$ clip note "Low water" --title Tides
      Noted {note}  note      Tides — Low water
      desk$ clip conflicts
      No conflicts.
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ clip sync folder
      1 change received.  {root}/folder
      desk$ clip edit {note} --set "title=Tides, desk"
      {note}  note      Tides, desk — Low water
      laptop$ clip edit {note} --set "title=Tides, laptop"
      {note}  note      Tides, laptop — Low water
      desk$ clip sync
      1 change sent.  {root}/folder
      laptop$ clip sync
      1 change sent, 1 change received.  {root}/folder
      1 conflict to look at: clip conflicts
      laptop$ clip conflicts
      {note}  note  Tides, laptop
        title:
          1  Tides, laptop  laptop, {time}, shown
          2  Tides, desk  desk, {time}
      laptop$ clip show {note}
      Tides, laptop
      note {note}
        edited: {time}

      Low water

      Conflict in title
          1  Tides, laptop  laptop, {time}, shown
          2  Tides, desk  desk, {time}
      laptop$ clip resolve {note} title --pick 3
      ! clip: the field title has 2 values, so there is no number 3
      ? 1
      laptop$ clip resolve {note} colour --pick 1
      ! clip: a note has no field "colour"
      ! It has title, about.
      ? 1
      laptop$ clip resolve {note} title
      ! clip: Give one of --value and --pick.
      ! Usage: clip resolve [--library <dir>] [--json] <item> <field> [--value <value>] [--pick <n>]
      !   See 'clip resolve --help' for more information.
      ? 64
      laptop$ clip resolve {note} title --pick 1
      {note}  note      Tides, laptop — Low water
      laptop$ clip conflicts
      No conflicts.
      laptop$ clip sync
      1 change sent.  {root}/folder
      desk$ clip sync
      2 changes received.  {root}/folder
      desk$ clip conflicts
      No conflicts.
      """
    )
  }

  @Test func `a value of one's own settles it, too`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      desk$ clip note "Low water" --title Tides
      Noted {note}  note      Tides — Low water
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ clip sync folder
      1 change received.  {root}/folder
      desk$ clip edit {note} --set "title=Tides, desk"
      {note}  note      Tides, desk — Low water
      laptop$ clip edit {note} --set "title=Tides, laptop"
      {note}  note      Tides, laptop — Low water
      desk$ clip sync
      1 change sent.  {root}/folder
      laptop$ clip sync
      1 change sent, 1 change received.  {root}/folder
      1 conflict to look at: clip conflicts
      laptop$ clip resolve {note} title --value "Tides of both"
      {note}  note      Tides of both — Low water
      laptop$ clip conflicts
      No conflicts.
      """
    )
  }

  @Test func `an item trashed here and edited there comes back, and status says why`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      desk$ clip note "Low water"
      Noted {note}  note      Low water
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ clip sync folder
      1 change received.  {root}/folder
      desk$ clip trash {note}
      Trashed {note}  note      Low water
      laptop$ clip edit {note} --text "Low water at noon"
      {note}  note      Low water at noon
      desk$ clip sync
      1 change sent.  {root}/folder
      laptop$ clip sync
      1 change sent, 1 change received.  {root}/folder
      laptop$ clip list
      {note}  note      Low water at noon
      laptop$ clip status
      laptop  {laptop}
        {root}/laptop/data/clip
        synced {time} with {root}/folder
        ID        MACHINE        CHANGES  BEHIND   AHEAD  LAST SEEN
        {…}  laptop               1       -       -  {…}  this one
        {…}  desk                 2       1       0  {…}
        note {note} “Low water at noon” is back from the trash: it was edited elsewhere before desk's trashing was known there
      """
    )
  }
}
