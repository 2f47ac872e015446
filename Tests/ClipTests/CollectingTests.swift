import Testing

@Suite struct InitCommand {
  @Test func `a library is made once and has this machine's name`() throws {
    let world = try World()
    try world.play(
      """
      $ clip list
      ! clip: there is no library at {root}/desk/data/clip
      ! Make one with: clip init
      ? 10
      $ clip init --name desk
      Made a library at {root}/desk/data/clip, called desk on this machine.
      $ clip init --name desk
      ! clip: there is a library at {root}/desk/data/clip already
      ! Use it as it is, or name another directory with --library.
      ? 1
      $ clip list
      ? 2
      $ clip status
      desk  {desk}
        {root}/desk/data/clip
        not synced yet: clip sync FOLDER
      """
    )
  }

  @Test func `a name must be one`() throws {
    let world = try World()
    try world.play(
      """
      $ clip init --name " "
      ! clip: the name is empty
      ? 64
      """
    )
  }

  @Test func `the library is where the option, the variable or XDG_DATA_HOME says`() throws {
    let world = try World()
    try world.play(
      """
      $ clip init --name one --library here
      Made a library at {root}/here, called one on this machine.
      $ CLIP_LIBRARY=there clip init --name two
      Made a library at {root}/there, called two on this machine.
      $ clip note "kept here" --library here
      Noted {kept}  note      kept here
      $ CLIP_LIBRARY=here clip list
      {kept}  note      kept here
      $ CLIP_LIBRARY=here clip list --library there
      ? 2
      $ clip list
      ! clip: there is no library at {root}/desk/data/clip
      ! Make one with: clip init
      ? 10
      """
    )
  }
}

@Suite struct AddCommand {
  @Test func `a page is saved with what it says about itself`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html --tag sea
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  #sea  67 words
      $ clip show {tides}
      Tides of the inner harbour
      source {tides} · Ada Marlow, The Coast Paper, 2025-03-04
        https://coast.example/tides
        tags: sea
        added: {time}
        text: 67 words; clip show {tides} --text
        “The inner harbour empties twice a day, and twice a day it fills again. Nobody who lives here needs a table to know the hour.”
      $ clip show {tides} --text
      The inner harbour empties twice a day, and twice a day it fills again. Nobody who lives here needs a table to know the hour.

      Since 1911 the gauge at the old pier has been read by hand. “We write it down,” said the keeper, “because the sea does not.”

      The mean level rose by 21 centimetres in that time, and most of it came after 1970.
      """
    )
  }

  @Test func `the same page again is the same source`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html --tag sea
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  #sea  67 words
      $ clip add tides.html --tag harbour/gauge --title "Another title"
      Already here: {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  #harbour/gauge #sea  67 words
      $ clip show {tides}
      Tides of the inner harbour
      source {tides} · Ada Marlow, The Coast Paper, 2025-03-04
        https://coast.example/tides
        tags: harbour/gauge, sea
        added: {time}
        text: 67 words; clip show {tides} --text
        “The inner harbour empties twice a day, and twice a day it fills again. Nobody who lives here needs a table to know the hour.”
      $ clip list
      {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  #harbour/gauge #sea
      """
    )
  }

  @Test func `Markdown, plain text and standard input are articles too`() throws {
    let world = try World("desk", files: ["gauge.md": Page.gauge])
    try world.play(
      #"""
      $ clip add gauge.md
      Added {gauge}  source    The gauge at the old pier — Ben Ode  24 words
      $ printf 'Plain words\n\nof a text.\n' > plain.txt; clip add plain.txt
      Added {plain}  source    Plain words  3 words
      $ echo '<title>From a pipe</title><p>Words of a page.' | clip add - --url https://example.org/pipe
      Added {pipe}  source    From a pipe  4 words
      $ clip list sources
      {pipe}  source    From a pipe
      {plain}  source    Plain words
      {gauge}  source    The gauge at the old pier — Ben Ode
      """#
    )
  }

  @Test func `what is found can be overruled, and passages and a note given at once`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html --title "Low water" --author "A. Marlow" --author "B. Ode" --published 2024 --note "Ask the keeper." --quote "twice a day it fills again" --quote "never said"
      Added {tides}  source    Low water — A. Marlow, B. Ode, The Coast Paper, 2024  67 words
      ! clip: a passage is not in the text; it is kept as it was typed: “never said”
      $ clip show {tides}
      Low water
      source {tides} · A. Marlow, B. Ode, The Coast Paper, 2024
        https://coast.example/tides
        added: {time}
        text: 67 words; clip show {tides} --text
        “The inner harbour empties twice a day, and twice a day it fills again. Nobody who lives here needs a table to know the hour.”

      Clippings
        {first}  “twice a day it fills again”
        {second}  “never said”

      Notes
        {third}  Ask the keeper.
      """
    )
  }

  @Test func `one input that fails does not keep the others out`() throws {
    let world = try World("desk", files: ["gauge.md": Page.gauge])
    try world.play(
      """
      $ clip add missing.html gauge.md
      Added {gauge}  source    The gauge at the old pier — Ben Ode  24 words
      ! clip: there is no file missing.html
      ! clip: 1 of 2 could not be added
      ? 1
      $ clip list
      {gauge}  source    The gauge at the old pier — Ben Ode
      """
    )
  }

  @Test func `what goes with one input is refused for several`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip add a.html b.html --title T
      ! clip: --url and --title go with one input.
      ! Usage: clip add [<options>] <input> ...
      !   See 'clip add --help' for more information.
      ? 64
      $ clip add a.html --url nonsense
      ! clip: "nonsense" is no http or https address.
      ! Usage: clip add [<options>] <input> ...
      !   See 'clip add --help' for more information.
      ? 64
      """
    )
  }
}

@Suite struct QuoteCommand {
  @Test func `a passage is anchored whatever its white space and quote marks`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip quote {tides} "rose by 21   centimetres" --note "Check the datum." --tag level --color yellow --page 12
      Clipped {level}  clipping  “rose by 21 centimetres” — Check the datum.  #level
      $ echo '"We write it down," said the keeper' | clip quote {tides} -
      Clipped {keeper}  clipping  ““We write it down,” said the keeper”
      $ clip show {level}
        “rose by 21 centimetres”
      clipping {level} · yellow · p. 12
        from: Tides of the inner harbour ({tides})
        Ada Marlow, The Coast Paper, 2025-03-04
        note: Check the datum.
        tags: level
        added: {time}
      $ clip show {keeper}
        ““We write it down,” said the keeper”
      clipping {keeper}
        from: Tides of the inner harbour ({tides})
        Ada Marlow, The Coast Paper, 2025-03-04
        added: {time}
      """
    )
  }

  @Test func `text that is not in the source is kept as typed, and said so`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip quote {tides} "The harbour is dry"
      Clipped {dry}  clipping  “The harbour is dry”
      ! clip: this passage is not in the source's text; it is kept as it was typed
      $ clip show {dry}
        “The harbour is dry”
      clipping {dry} · not verbatim in the source
        from: Tides of the inner harbour ({tides})
        Ada Marlow, The Coast Paper, 2025-03-04
        added: {time}
      """
    )
  }

  @Test func `only a source has passages`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "a thought"
      Noted {thought}  note      a thought
      $ clip quote {thought} "a thought"
      ! clip: {thought} is a note, not a source
      ? 1
      $ clip quote {thought}
      ! clip: {thought} is a note, not a source
      ? 1
      """
    )
  }
}

@Suite struct NoteCommand {
  @Test func `a note is written as an argument or on standard input`() throws {
    let world = try World("desk")
    try world.play(
      #"""
      $ clip note "Low water at noon" --title Tides --tag sea --tag sea/low
      Noted {tides}  note      Tides — Low water at noon  #sea #sea/low
      $ printf 'Two\nlines\n' | clip note -
      Noted {lines}  note      Two lines
      $ echo 'without a dash' | clip note
      Noted {dash}  note      without a dash
      $ clip show {lines}
      note {lines}
        edited: {time}

      Two
      lines
      $ clip show {lines} --text
      Two
      lines
      $ clip list notes
      {dash}  note      without a dash
      {lines}  note      Two lines
      {tides}  note      Tides — Low water at noon  #sea #sea/low
      """#
    )
  }

  @Test func `a note about an item is shown with it`() throws {
    let world = try World("desk", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip note "Read it again." --about {tides}
      Noted {note}  note      Read it again.
      $ clip show {note}
      note {note}
        about: source {tides} Tides of the inner harbour
        edited: {time}

      Read it again.
      $ clip note "And again." --about {note}
      Noted {again}  note      And again.
      """
    )
  }

  @Test func `an empty note is none`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note ""
      ! clip: the note is empty; nothing was saved
      ? 1
      $ clip note
      ! clip: the note is empty; nothing was saved
      ? 1
      $ clip note hello --about 00000000
      ! clip: there is no item "00000000"
      ! clip list shows what there is.
      ? 1
      """
    )
  }
}
