import Testing

@Suite struct EditCommand {
  @Test func `fields are set and cleared by name`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip edit {tides} --set "title=Tides" --set "authors=Ada Marlow; Ben Ode" --set site=
      {tides}  source    Tides — Ada Marlow, Ben Ode, 2025-03-04
      $ clip quote {tides} "because the sea does not"
      Clipped {sea}  clipping  “because the sea does not”
      $ clip edit {sea} --set color=yellow --set "note=The keeper's words."
      {sea}  clipping  “because the sea does not” — The keeper's words.
      $ clip edit {sea} --set colour=yellow
      ! clip: a clipping has no field "colour"
      ! It has note, color, page.
      ? 1
      $ clip edit {sea} --set yellow
      ! clip: "yellow" is not FIELD=VALUE
      ! For example: --set title=Tides
      ? 64
      """
    )
  }

  @Test func `a note's text is replaced`() throws {
    let world = try World("desk")
    try world.play(
      #"""
      $ clip note "Low water at noon"
      Noted {note}  note      Low water at noon
      $ clip edit {note} --text "Low water at one"
      {note}  note      Low water at one
      $ printf 'Low water\nat two\n' | clip edit {note} --text -
      {note}  note      Low water at two
      $ clip show {note} --text
      Low water
      at two
      """#
    )
  }

  @Test func `only a note has text, and only a terminal an editor`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip notebook new "Sea level"
      Made {book}  notebook  Sea level
      $ clip edit {book} --text "Other words"
      ! clip: a notebook has no text to edit
      ! Change its fields with --set.
      ? 64
      $ clip edit {book}
      ! clip: there is nothing to do, and no terminal to open an editor on
      ! Use --set.
      ? 64
      """
    )
  }
}

@Suite struct TagCommand {
  @Test func `tags are added and removed, and nest`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "Low water"
      Noted {low}  note      Low water
      $ clip note "High water"
      Noted {high}  note      High water
      $ clip tag {low} {high} --add sea --add harbour/gauge
      {low}  note      Low water  #harbour/gauge #sea
      {high}  note      High water  #harbour/gauge #sea
      $ clip tag {low} --remove sea
      {low}  note      Low water  #harbour/gauge
      $ clip list tags
      harbour/gauge  2
      sea  1
      $ clip tag {low}
      ! clip: Say what to --add or --remove.
      ! Usage: clip tag [--library <dir>] [--json] <item> ... [--add <add> ...] [--remove <remove> ...]
      !   See 'clip tag --help' for more information.
      ? 64
      $ clip tag {low} --add " "
      ! clip: " " is no tag
      ! A tag is a word or words, nested with a slash.
      ? 1
      """
    )
  }
}

@Suite struct TrashAndRestore {
  @Test func `what is in the trash is in no list but that of the trash`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip quote {tides} "because the sea does not"
      Clipped {sea}  clipping  “because the sea does not”
      $ clip trash {tides}
      Trashed {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04
      $ clip list
      {sea}  clipping  “because the sea does not”
      $ clip list trash
      {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04
      $ clip show {tides}
      Tides of the inner harbour
      source {tides} · Ada Marlow, The Coast Paper, 2025-03-04 · in the trash
        https://coast.example/tides
        added: {time}
        text: 67 words; clip show {tides} --text
        “The inner harbour empties twice a day, and twice a day it fills again. Nobody who lives here needs a table to know the hour.”

      Clippings
        {sea}  “because the sea does not”
      $ clip search keeper
      ? 2
      $ clip restore {tides}
      Restored {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04
      $ clip list trash
      ? 2
      """
    )
  }

  @Test func `nothing is trashed when one of several is not there`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "Low water"
      Noted {low}  note      Low water
      $ clip trash {low} 00000000
      ! clip: there is no item "00000000"
      ! clip list shows what there is.
      ? 1
      $ clip list
      {low}  note      Low water
      """
    )
  }
}
