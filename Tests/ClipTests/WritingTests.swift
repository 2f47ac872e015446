import Testing

@Suite struct NotebookCommands {
  @Test func `an outline is made of headings, clippings, notes and sources`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip quote {tides} "because the sea does not"
      Clipped {sea}  clipping  “because the sea does not”
      $ clip note "Ask the keeper."
      Noted {note}  note      Ask the keeper.
      $ clip notebook new "Sea level"
      Made {book}  notebook  Sea level
      $ clip notebook heading {book} Measurements
      {measurements}  Measurements
      $ clip notebook add {book} {sea} {note}
      {seaEntry}  “because the sea does not”  clipping
      {noteEntry}  Ask the keeper.  note
      $ clip notebook add {book} {tides} --under {measurements}
      {tidesEntry}    Tides of the inner harbour  source
      $ clip notebook add {book} {sea} --after {measurements}
      {again}  “because the sea does not”  clipping
      $ clip notebook show {book}
      Sea level
      notebook {book}

      {measurements}  Measurements
      {tidesEntry}    Tides of the inner harbour  source
      {again}  “because the sea does not”  clipping
      {seaEntry}  “because the sea does not”  clipping
      {noteEntry}  Ask the keeper.  note
      """
    )
  }

  @Test func `an entry moves with all below it, and what is taken out stays in the library`() throws
  {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "Low water"
      Noted {low}  note      Low water
      $ clip notebook new "Sea level"
      Made {book}  notebook  Sea level
      $ clip notebook heading {book} First
      {first}  First
      $ clip notebook heading {book} Second
      {second}  Second
      $ clip notebook add {book} {low} --under {second}
      {entry}    Low water  note
      $ clip notebook move {book} {second} --under {first}
      {second}    Second
      $ clip notebook show {book}
      Sea level
      notebook {book}

      {first}  First
      {second}    Second
      {entry}      Low water  note
      $ clip notebook move {book} {first} --under {second}
      ! clip: the entry {first} cannot stand under itself
      ? 1
      $ clip notebook move {book} {second}
      {second}  Second
      $ clip notebook remove {book} {second}
      Removed {second} from the outline.
      $ clip notebook show {book}
      Sea level
      notebook {book}

      {first}  First
      $ clip list notes
      {low}  note      Low water
      """
    )
  }

  @Test func `ids must be of the right kind`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "Low water"
      Noted {low}  note      Low water
      $ clip notebook new "Sea level"
      Made {book}  notebook  Sea level
      $ clip notebook add {low} {low}
      ! clip: {low} is a note, not a notebook
      ? 1
      $ clip notebook add {book} {book}
      ! clip: {book} is a notebook, {…}
      ? 1
      $ clip notebook move {book} {low}
      ! clip: {low} is a note, {…}
      ? 1
      $ clip notebook add {book} {low} --under {low}
      ! clip: {low} is a note, {…}
      ? 1
      $ clip notebook new ""
      ! clip: the title is empty
      ? 64
      $ clip notebook edit {book}
      ! clip: there is nothing to do, and no terminal to open an editor on
      ! Use clip notebook add, heading, move and remove.
      ? 64
      """
    )
  }
}

@Suite struct ExportCommand {
  @Test func `a notebook becomes Markdown with its citations`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip quote {tides} "because the sea does not" --note "The keeper's words."
      Clipped {sea}  clipping  “because the sea does not” — The keeper's words.
      $ clip note "Ask the keeper."
      Noted {note}  note      Ask the keeper.
      $ clip notebook new "Sea level"
      Made {book}  notebook  Sea level
      $ clip notebook heading {book} Measurements
      {heading}  Measurements
      $ clip notebook add {book} {sea} {note} --under {heading}
      …
      $ clip export {book}
      # Sea level

      ## Measurements

      > because the sea does not[^1]

      **Note:** The keeper's words.

      Ask the keeper.

      [^1]: Ada Marlow, “Tides of the inner harbour”, *The Coast Paper*, 2025-03-04, <https://coast.example/tides>.

      ## Sources

      - Ada Marlow, “Tides of the inner harbour”, *The Coast Paper*, 2025-03-04, <https://coast.example/tides>.
      $ clip export {book} --output sea.md
      Wrote sea.md
      $ clip export {book} | cmp - sea.md
      $ clip export {book} --output nowhere/sea.md
      ! clip: cannot write nowhere/sea.md: no such file or directory
      ! Nothing was written. Name another place with --output.
      ? 1
      $ clip export {note}
      ! clip: {note} is a note, not a notebook
      ? 1
      $ clip export {book} --format nonsense
      ! clip: The value 'nonsense' is invalid for '--format <format>'. Please provide one of 'markdown' and 'json'.
      ! Help:  --format <format>  What to write.
      ! Usage: clip export [--library <dir>] [--json] [<notebook>] [--all] [--format <format>] [--output <path>]
      !   See 'clip export --help' for more information.
      ? 64
      """
    )
  }
}
