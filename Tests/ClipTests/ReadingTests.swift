import Testing

@Suite struct ListCommand {
  @Test func `everything is listed, newest first, or one kind of it`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html --tag sea
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  #sea  67 words
      $ clip quote {tides} "because the sea does not" --tag sea
      Clipped {sea}  clipping  “because the sea does not”  #sea
      $ clip note "Ask the keeper."
      Noted {note}  note      Ask the keeper.
      $ clip notebook new "Sea level"
      Made {book}  notebook  Sea level
      $ clip list
      {book}  notebook  Sea level
      {note}  note      Ask the keeper.
      {sea}  clipping  “because the sea does not”  #sea
      {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  #sea
      $ clip list sources
      {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  #sea
      $ clip list clippings
      {sea}  clipping  “because the sea does not”  #sea
      $ clip list notes
      {note}  note      Ask the keeper.
      $ clip list notebooks
      {book}  notebook  Sea level
      $ clip list tags
      sea  2
      $ clip list --limit 1
      {book}  notebook  Sea level
      $ clip list trash
      ? 2
      """
    )
  }

  @Test func `what can be listed is said`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip list nonsense
      ! clip: The value 'nonsense' is invalid for '<kind>'. Please provide one of the following:
      !   - sources
      !   - clippings
      !   - notes
      !   - notebooks
      !   - tags
      !   - trash
      ! Help:  <kind>  What to list; everything but tags and trash without it.
      ! Usage: clip list [--library <dir>] [--json] [<kind>] [--limit <n>]
      !   See 'clip list --help' for more information.
      ? 64
      $ clip list --limit=-1
      ! clip: --limit takes 0 or more.
      ! Usage: clip list [--library <dir>] [--json] [<kind>] [--limit <n>]
      !   See 'clip list --help' for more information.
      ? 64
      """
    )
  }
}

@Suite struct ShowCommand {
  @Test func `an id is accepted as any unique prefix of four digits and more`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "Low water at noon"
      Noted {note}  note      Low water at noon
      $ clip show $(echo {note} | cut -c1-4)
      note {note}
        edited: {time}

      Low water at noon
      $ clip show $(echo {note} | cut -c1-7 | tr a-f A-F)
      note {note}
        edited: {time}

      Low water at noon
      $ clip show abc
      ! clip: there is no item "abc"
      ! Give an id, or at least its first 4 digits; clip list shows them.
      ? 1
      $ clip show "Low water"
      ! clip: there is no item "Low water"
      ! Give an id, or at least its first 4 digits; clip list shows them.
      ? 1
      """
    )
  }

  @Test func `a notebook is shown with its outline`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip notebook new "Sea level"
      Made {book}  notebook  Sea level
      $ clip show {book}
      Sea level
      notebook {book}
        (empty)
      $ clip show {book} --text
      ! clip: {book} has no text here
      ? 1
      """
    )
  }
}

@Suite struct SearchCommand {
  @Test func `all words are wanted, best first, with the place`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides, "gauge.md": Page.gauge])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip add gauge.md
      Added {gauge}  source    The gauge at the old pier — Ben Ode  24 words
      $ clip note "The pier was rebuilt."
      Noted {pier}  note      The pier was rebuilt.
      $ clip search gauge pier
      {gauge}  source    The gauge at the old pier — Ben Ode
                The gauge at the old pier
      {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04
                …Since 1911 the gauge at the old pier has been read by hand. “We write it…
      $ clip search '"old pier"' --limit 1
      {gauge}  source    The gauge at the old pier — Ben Ode
                The gauge at the old pier
      $ clip search rebu*
      {pier}  note      The pier was rebuilt.
                The pier was rebuilt.
      $ clip search REBUILT
      {pier}  note      The pier was rebuilt.
                The pier was rebuilt.
      $ clip search nothing-like-this
      ? 2
      """
    )
  }
}

@Suite struct LogCommand {
  @Test func `every change is listed with where it was made`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "Low water" --title Tides
      Noted {note}  note      Tides — Low water
      $ clip tag {note} --add sea
      …
      $ clip note another
      Noted {other}  note      another
      $ clip log
      {time}  desk
        {other}  note      text: 7 characters added
      {time}  desk
        {note}  note      tagged sea
      {time}  desk
        {note}  note      title set to “Tides”
                            text: 9 characters added
      $ clip log {note} --limit 1
      {time}  desk
        {note}  note      tagged sea
      """
    )
  }
}

@Suite struct StatusCommand {
  @Test func `the machine, its folders and the others`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      desk$ clip status
      desk  {desk}
        {root}/desk/data/clip
        not synced yet: clip sync FOLDER
      desk$ clip note "from the desk"
      Noted {a}  note      from the desk
      desk$ clip sync folder
      1 change sent.  {root}/folder
      laptop$ clip sync folder
      1 change received.  {root}/folder
      laptop$ clip note "from the laptop"
      Noted {b}  note      from the laptop
      laptop$ clip status
      laptop  {laptop}
        {root}/laptop/data/clip
        synced {time} with {root}/folder
          1 change not published there yet: clip sync
        ID        MACHINE        CHANGES  BEHIND   AHEAD  LAST SEEN
        {…}  laptop               1       -       -  {…}  this one
        {…}  desk                 1       1       0  {…}
      """
    )
  }
}

@Suite struct CheckCommand {
  @Test func `a whole library is said to be so`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip check
      All is well: 0 changes, 0 items, 0 attachments; state {digits}.
      $ clip note "Low water"
      Noted {note}  note      Low water
      $ clip check --rebuild
      All is well: 1 change, 2 items, 0 attachments; state {digits}.
      $ clip show {note} --text
      Low water
      """
    )
  }
}
