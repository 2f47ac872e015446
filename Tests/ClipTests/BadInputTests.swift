import Foundation
import Testing

@Suite struct BadFiles {
  @Test func `a file that is missing, empty, a directory or no text is refused by name`() throws {
    let world = try World("desk")
    try world.play(
      #"""
      $ clip add missing.html
      ! clip: there is no file missing.html
      ! Look at the spelling; an address begins with https://.
      ? 1
      $ : > empty.html; clip add empty.html
      ! clip: empty.html is empty
      ! Give a file or an input that holds text.
      ? 1
      $ printf '\177ELF\001\002\003' > program; clip add program
      ! clip: program is a program, not a page or a text
      ! Convert it to HTML, Markdown or plain text and add that file.
      ? 1
      $ head -c 4096 /dev/zero > zeros.txt; clip add zeros.txt
      ! clip: zeros.txt holds no text, but the bytes of a program, picture or archive
      ! Add an HTML, Markdown or plain text file.
      ? 1
      $ mkdir pages; clip add pages
      ! clip: pages is a directory
      ! Name the files in it.
      ? 1
      $ clip add - < /dev/null
      ! clip: standard input is empty
      ! Give a file or an input that holds text.
      ? 1
      $ clip add ftp://example.org/page.html
      ! clip: there is no file ftp://example.org/page.html
      ! Look at the spelling; an address begins with https://.
      ? 1
      $ clip list
      ? 2
      """#
    )
  }

  @Test func `bytes that are no UTF-8 are read as what they most likely are, in files only`() throws
  {
    let world = try World("desk")
    try world.play(
      #"""
      $ printf 'The caf\351 by the harbour opens at noon, and the na\357ve waiter knows it.' > cafe.txt
      $ clip add cafe.txt
      Added {cafe}  source    cafe  14 words
      $ clip show {cafe} --text
      The café by the harbour opens at noon, and the naïve waiter knows it.
      $ printf '\377\376 broken' | clip note -
      ! clip: standard input is not UTF-8 text
      ! Convert it with iconv.
      ? 1
      $ printf 'broken \302' | clip quote {cafe} -
      ! clip: standard input is not UTF-8 text
      ! Convert it with iconv.
      ? 1
      $ clip list notes
      ? 2
      """#
    )
  }
}

@Suite struct BadIds {
  @Test func `an unknown id and one that is none`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip show 00000000
      ! clip: there is no item "00000000"
      ! clip list shows what there is.
      ? 1
      $ clip show nonsense
      ! clip: there is no item "nonsense"
      ! Give an id, or at least its first 4 digits; clip list shows them.
      ? 1
      $ clip edit 00000000 --set title=T
      ! clip: there is no item "00000000"
      ! clip list shows what there is.
      ? 1
      $ clip tag 00000000 --add sea
      ! clip: there is no item "00000000"
      ! clip list shows what there is.
      ? 1
      $ clip notebook show 00000000
      ! clip: there is no notebook "00000000"
      ! clip list shows what there is.
      ? 1
      $ clip log 00000000
      ! clip: there is no item "00000000"
      ! clip list shows what there is.
      ? 1
      $ clip note "about nothing" --about 00000000
      ! clip: there is no item "00000000"
      ! clip list shows what there is.
      ? 1
      $ clip list
      ? 2
      """
    )
  }

  @Test func `an ambiguous prefix lists what may be meant`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ for n in 201 304; do echo "<title>Page $n</title><p>Words." | clip add - --url https://example.org/$n > added; done
      $ clip show 8357
      ! clip: "8357" fits 2 items
      ! Type more digits of one of these:
      !   8357761ab9a853e48b2ec0cb6ccef65e source Page 201
      !   8357885626635bf2e037e7211eba2ddf source Page 304
      ? 1
      $ clip trash 8357
      ! clip: "8357" fits 2 items
      ! Type more digits of one of these:
      !   8357761ab9a853e48b2ec0cb6ccef65e source Page 201
      !   8357885626635bf2e037e7211eba2ddf source Page 304
      ? 1
      $ clip show 83577
      Page 201
      source 8357761ab9a853e48b2ec0cb6ccef65e
        https://example.org/201
        added: {time}
        text: 1 word; clip show 8357761a --text
      $ clip list trash
      ? 2
      """
    )
  }
}

@Suite struct BadLibraries {
  @Test func `an init that was cut off can be done again`() throws {
    let world = try World()
    let desk = try world.desk
    try FileManager.default.createDirectory(at: desk.library, withIntermediateDirectories: true)
    try Data().write(to: desk.databaseFile)
    let list = try desk.attempt("list")
    #expect(list.code == 10)
    let again = try desk.attempt("init", "--name", "desk")
    #expect(again.code == 0, "\(again.stderr)")
    try desk.run("note", "Low water")
  }

  @Test func `a place that holds no library`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ clip list --library nowhere
      ! clip: there is no library at {root}/nowhere
      ! Make one with: clip init
      ? 10
      $ mkdir empty; clip list --library empty
      ! clip: there is no library at {root}/empty
      ! Make one with: clip init
      ? 10
      $ touch file; clip list --library file
      ! clip: there is no library at {root}/file
      ! Make one with: clip init
      ? 10
      $ clip list --library folder
      ! clip: there is no library at {root}/folder
      ! Make one with: clip init
      ? 10
      """
    )
  }

  @Test func `a file that is no database, and a directory in its place`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ mkdir other; echo 'a letter' > other/library.sqlite; clip list --library other
      ! clip: the file in {root}/other is not a clip library
      ! Name another directory with --library.
      ? 1
      $ clip init --library other
      ! clip: the file in {root}/other is not a clip library
      ! Name another directory with --library.
      ? 1
      $ cat other/library.sqlite
      a letter
      $ mkdir -p third/library.sqlite; clip list --library third
      ! clip: the library at {root}/third cannot be opened or written
      ! Look at the permissions of the directory and its files.
      ? 1
      """
    )
  }

  @Test func `a place that cannot be written`() throws {
    let world = try World("desk")
    try world.play(
      """
      $ touch file; clip init --library file/library
      ! clip: the directory {root}/file/library cannot be made
      ! Name a place that you may write with --library.
      ? 1
      $ clip init --library /proc/clip
      ! clip: the directory /proc/clip cannot be made
      ! Name a place that you may write with --library.
      ? 1
      $ XDG_STATE_HOME={root}/file clip list
      ! clip: cannot write {root}/file/clip/installation, which tells this installation from others
      ! Make the directory writable, or name another with XDG_STATE_HOME.
      ? 1
      $ clip list
      ? 2
      """
    )
  }
}
