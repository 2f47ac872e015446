import Testing

@Suite struct SavedPages {
  @Test func `a page comes back as it was, on whichever machine`() throws {
    let world = try World("desk", "laptop", files: ["tides.html": Page.tides])
    try world.play(
      """
      $ clip add tides.html
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, The Coast Paper, 2025-03-04  67 words
      $ clip show {tides} --page | cmp - tides.html
      $ clip sync folder
      …
      laptop$ clip sync folder
      …
      laptop$ clip show {tides} --page | cmp - tides.html
      """
    )
  }

  @Test func `what has no page says so`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip note "Ask the keeper."
      Noted {note}  note      Ask the keeper.
      $ clip show {note} --page
      ! clip: no page of {note} is here
      ? 1
      $ clip show {note} --page --text
      ! clip: --page gives the page's bytes: it goes with neither --text nor --json.
      ! Usage: {…}
      ! {…}
      ? 64
      """
    )
  }
}
