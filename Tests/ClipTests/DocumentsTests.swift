import Foundation
import Testing

/// Documents of our own beside the tests of Capture.
private func document(_ name: String, file: String = #filePath) throws -> Data {
  let tests = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
  return try Data(
    contentsOf: tests.appendingPathComponent("CaptureTests/Fixtures/Documents/\(name)")
  )
}

@Suite struct AddingDocuments {
  @Test func `what is marked in a PDF becomes clippings, once`() throws {
    let world = try World("desk")
    try world.file("tides.pdf", document("tides-highlighted.pdf"))
    try world.file("plain.pdf", document("tides.pdf"))
    // The same text without the marks is the same source, and takes nothing away.
    try world.play(
      """
      $ clip add tides.pdf
      Added {tides}  source    Tides of the inner harbour — Ada Marlow, Ben Okri, Lowland Review, \
      1998-05-14  3872 words, 4 highlights
      $ clip add tides.pdf
      Already here: {tides}  source    Tides of the inner harbour — Ada Marlow, Ben Okri, Lowland \
      Review, 1998-05-14  3872 words
      $ clip add plain.pdf
      Already here: {tides}  source    Tides of the inner harbour — Ada Marlow, Ben Okri, Lowland \
      Review, 1998-05-14  3872 words
      """
    )
    let clippings = try world.desk.objects("list", "clippings")
    #expect(clippings.count == 4)
    let asked = try #require(clippings.first { $0.fields["note"] == .string("By whom?") })
    #expect(try asked.text("quote") == "was read by hand until 1911.")
    #expect(try asked.text("page") == "17")
    #expect(try asked.text("color") == "yellow")
    #expect(asked.fields["exact"] == .bool(true))
    try world.check()
  }

  @Test func `a passage of a PDF knows its page, and a page its passage`() throws {
    let world = try World("desk")
    try world.file("tides.pdf", document("tides.pdf"))
    let source = try world.desk.object("add", "tides.pdf").text("id")
    let passage = "Whoever compares two harbours has to know"
    let found = try world.desk.object("quote", source, passage)
    #expect(try found.text("page") == "17")
    let later = try world.desk.object("quote", source, passage, "--page", "19")
    #expect(try later.text("page") == "19")
    #expect(found.fields["start"] != later.fields["start"])
    #expect(try world.desk.run("show", source).contains("pages: 4, from 17 to 20"))
  }

  @Test func `a passage quoted by page before the document is here is found on that page`() throws {
    let world = try World("desk")
    try world.file("tides.pdf", document("tides.pdf"))
    let address = "https://example.org/tides.pdf"
    let source = try world.desk.object("add", address, "--later").text("id")
    let passage = "Whoever compares two harbours has to know"
    let typed = try world.desk.object("quote", source, passage, "--page", "19")
    #expect(typed.fields["exact"] == .bool(false))
    try world.desk.run("add", "tides.pdf", "--url", address)
    let found = try world.desk.object("show", typed.text("id"))
    #expect(try found.text("page") == "19")
    let asked = try world.desk.object("quote", source, passage, "--page", "19")
    #expect(found.fields["start"] == asked.fields["start"])
    #expect(found.fields["anchoredIn"] == asked.fields["anchoredIn"])
    #expect(try world.desk.run("check", "--quotes").isEmpty)
  }

  @Test func `a passage of a book says where it stands in the book's files, on every machine`()
    throws
  {
    let world = try World("desk", "laptop")
    try world.file("places.epub", document("places.epub"))
    let added = try world.desk.object("add", "places.epub", "--quote", "eleven books")
    let source = try added.text("id")
    let outer = "epubcfi(/6[order]/4[first]!/4[all]/2[c.1]/4,/1:26,/3:5)"
    #expect(try world.desk.object("quote", source, "the outer pier").text("fragment") == outer)
    #expect(try world.desk.object("quote", source, "an inner pier").fields["fragment"] == nil)
    try world.desk.run("sync", "folder")
    try world.machine("laptop").run("sync", "folder")
    let clippings = try world.machine("laptop").objects("list", "clippings")
    let inner = "epubcfi(/6[order]/4[first]!/4[all]/2[c.1]/6[second]/2/2,/1:0,/2/1:5)"
    #expect(clippings.count == 3)
    for fragment in [outer, inner] {
      #expect(clippings.contains { $0.fields["fragment"] == .string(fragment) })
    }
    try world.check()
  }

  @Test func `a trashed or purged mark does not come back with its file`() throws {
    let world = try World("desk")
    try world.file("tides.pdf", document("tides-highlighted.pdf"))
    _ = try world.desk.run("add", "tides.pdf")
    let clippings = try world.desk.objects("list", "clippings")
    try world.desk.run("trash", clippings[0].text("id"))
    try world.desk.run("purge", clippings[1].text("id"), "--yes")
    let again = try world.desk.object("add", "tides.pdf")
    #expect(again.fields["highlights"] == nil)
    #expect(try world.desk.objects("list", "clippings").count == 2)
    try world.check()
  }

  @Test func `two machines that add one PDF have its marks once`() throws {
    let world = try World("desk", "laptop")
    try world.file("tides.pdf", document("tides-highlighted.pdf"))
    for machine in [try world.desk, try world.machine("laptop")] {
      try machine.run("add", "tides.pdf")
    }
    try world.desk.run("sync", "folder")
    try world.machine("laptop").run("sync", "folder")
    try world.desk.run("sync")
    for machine in [try world.desk, try world.machine("laptop")] {
      #expect(try machine.objects("list", "sources").count == 1)
      #expect(try machine.objects("list", "clippings").count == 4)
      #expect(try machine.objects("conflicts").isEmpty)
    }
    try world.check()
  }

  @Test func `documents that cannot be read are kept, each one for itself`() throws {
    let world = try World("desk")
    try world.file("secret.pdf", document("tides-encrypted.pdf"))
    try world.file("scan.pdf", document("scanned.pdf"))
    try world.play(
      """
      $ clip add secret.pdf
      Added {secret}  source    secret  0 words
      ! clip: secret.pdf is encrypted: it is kept, but its text cannot be read
      $ clip add scan.pdf
      Added {scan}  source    scan — 2000-01-01  0 words
      ! clip: scan.pdf holds pictures of pages, and no text: it is kept as it is
      """
    )
    let again = try world.desk.object("add", "secret.pdf")
    #expect(again.fields["new"] == .bool(false))
    let warning = try #require(again.list("warnings").first)
    guard case .object(let fields) = warning else {
      Issue.record("a warning is an object")
      return
    }
    #expect(fields["code"] == .string("encrypted"))
    let secret = try again.text("id")
    let outcome = try world.desk.shell("clip show \(secret) --page > got && cmp got secret.pdf")
    #expect(outcome.code == 0, "\(outcome.stderr)")
  }

  @Test func `without its reader a PDF is refused with what to do`() throws {
    let world = try World("desk")
    try world.file("tides.pdf", document("tides.pdf"))
    try world.play(
      """
      $ CLIP_PDF=/nowhere clip add tides.pdf
      ! clip: tides.pdf is a PDF, and the program clip-pdf, which reads PDFs, is not there
      ! make install puts it beside clip; CLIP_PDF names it where it lies elsewhere.
      ? 1
      """
    )
  }

  @Test func `books and saved pages are added by what they hold`() throws {
    let world = try World("desk")
    try world.file("book", document("harbour.epub"))
    try world.file("bomb.epub", document("bomb.epub"))
    let book = try world.desk.object("add", "book")
    #expect(try book.text("title") == "The Harbour & its Keeper")
    #expect(try book.text("isbn") == "9780306406157")
    try world.play(
      """
      $ clip add bomb.epub
      ! clip: bomb.epub unpacks to more than a book can hold
      ! It was made to fill memory, or is no book: look where it came from.
      ? 1
      """
    )
  }
}
