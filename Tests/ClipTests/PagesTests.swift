import Foundation
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

  @Test func `why a block of a page is left out can be asked without a library`() throws {
    let world = try World(files: ["tides.html": Page.tides, "tides.md": "# Tides"])
    let desk = try world.desk
    let blocks = try desk.objects("add", "tides.html", "--explain")
      .filter { try $0.text("kind") == "block" }
    #expect(blocks.contains { $0["rule"] == nil } && blocks.contains { $0["rule"] != nil })
    #expect(try blocks.first { try $0.text("text") == "Copyright" }?.text("rule") == "frameElement")
    #expect(try desk.attempt("add", "tides.md", "--explain").stderr.contains("is no web page"))
  }

  @Test func `where a field is from can be asked without a library`() throws {
    let page = """
      <title>Tides | Coast</title><meta name="author" content="Ada Marlow">
      <script type="application/ld+json">{"@type":"Article","headline":"Of tides","author":"Ada Marlow"}</script>
      <meta name="lastmod" content="2025-03-04"><h1>Tides</h1><p>Ada Marlow saw it.</p>
      """
    let world = try World(files: ["tides.html": page])
    let desk = try world.desk
    let fields = try desk.objects("add", "tides.html", "--explain")
      .filter { try $0.text("kind") == "field" }
    let names = try fields.map { try $0.text("field") }
    #expect(Set(names).count == 11 && names.count == 11)
    let authors = try #require(fields.first { try $0.text("field") == "authors" })
    #expect(try authors.text("value") == "Ada Marlow")
    #expect(try authors.text("source") == "authors: JSON-LD")
    #expect(authors["confidence"] == .fraction(0.97))
    let told = try desk.run("add", "tides.html", "--explain")
    #expect(
      told.contains(
        """
        title      Of tides
                   80 %  JSON-LD
                 - Tides
                   70 %  short heading; also: first heading
        """
      )
    )
    #expect(told.contains("The page says nothing of: published, site, url, excerpt, doi"))
  }

  private static let picture: [UInt8] = [
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 2, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0,
    0, 0,
    2, 0, 1, 0, 0, 2, 2, 4, 10, 0, 0x3B,
  ]

  private func server() throws -> LocalServer {
    let picture = Self.picture
    return try LocalServer { path in
      switch path {
      case "/tides":
        .page(
          Page.tides.replacingOccurrences(
            of: "<p>The mean",
            with: "<p><img src=gauge.gif alt=Gauge></p><p>The mean"
          )
          .replacingOccurrences(
            of: "</head>",
            with: "<link rel=stylesheet href=/s.css><script>x()</script></head>"
          ),
          type: "text/html"
        )
      case "/gauge.gif": .raw(200, ["Content-Type: image/gif"], picture)
      case "/s.css": .page("p { color: navy }", type: "text/css")
      default: .status(404)
      }
    }
  }

  @Test func `an article reads offline with its pictures, on every machine`() throws {
    let server = try server()
    let world = try World("desk", "laptop")
    try world.play(
      """
      $ clip add \(server.address("/tides"))
      Added {tides}  {…}
      $ clip sync folder
      …
      laptop$ clip sync folder
      …
      laptop$ clip show {tides} --output page.html
      Wrote page.html  with 2 parts
      laptop$ clip show {tides} --text --output text.md
      Wrote text.md  with 1 picture
      laptop$ grep -o "Gauge.*" text.md
      Gauge](<text_files/1.gif>)
      """
    )
    let html = try String(
      contentsOf: world.root.appendingPathComponent("page.html"),
      encoding: .utf8
    )
    #expect(html.contains("data:image/gif;base64,\(Data(Self.picture).base64EncodedString())"))
    #expect(html.contains("p { color: navy }") && !html.contains("<script"))
    let picture = try Data(contentsOf: world.root.appendingPathComponent("text_files/1.gif"))
    #expect(Array(picture) == Self.picture)
  }

  @Test func `a page is kept without its parts where that is wanted`() throws {
    let server = try server()
    let world = try World("desk")
    try world.play(
      """
      $ clip add \(server.address("/tides")) --no-page-resources
      Added {tides}  {…}
      $ clip show {tides} --output page.html
      Wrote page.html
      """
    )
    #expect(server.paths == ["/tides"])
  }

  @Test func `a page that was saved in one file shows its pictures, on every machine`() throws {
    let picture = Data(Self.picture).base64EncodedString()
    let saved = """
      Subject: Gauge
      Snapshot-Content-Location: https://coast.example/gauge
      MIME-Version: 1.0
      Content-Type: multipart/related; boundary=b

      --b
      Content-Type: text/html
      Content-Location: https://coast.example/gauge

      <!doctype html><title>Gauge</title><article><p>The gauge was built in 1911.</p>
      <img src='a.gif' alt=Gauge></article>
      --b
      Content-Location: https://coast.example/a.gif
      Content-Transfer-Encoding: base64

      \(picture)
      --b--
      """
    let world = try World("desk", "laptop", files: ["gauge.mhtml": saved])
    try world.play(
      """
      $ clip add gauge.mhtml
      Added {gauge}  {…}
      $ rm gauge.mhtml
      $ clip sync folder
      …
      laptop$ clip sync folder
      …
      laptop$ clip show {gauge} --output gauge.html
      Wrote gauge.html  with 1 part
      laptop$ clip show {gauge} --text --output gauge.md
      Wrote gauge.md  with 1 picture
      laptop$ grep -o "Gauge.*" gauge.md
      Gauge](<gauge_files/1.gif>)
      """
    )
    let html = try String(
      contentsOf: world.root.appendingPathComponent("gauge.html"),
      encoding: .utf8
    )
    #expect(html.contains("data:image/gif;base64,\(picture)"))
    #expect(html.contains("saved from url=(0027)https://coast.example/gauge"))
  }

  @Test func `what a browser saved beside a page is kept with it`() throws {
    let page =
      "<!doctype html><title>Gauge</title><article><p>The gauge was built in 1911.</p>"
      + "<img src='gauge_files/a.gif'></article>"
    let world = try World("desk", files: ["gauge.html": page])
    let files = world.root.appendingPathComponent("gauge_files")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    try Data(Self.picture).write(to: files.appendingPathComponent("a.gif"))
    try world.play(
      """
      $ clip add gauge.html
      Added {gauge}  {…}
      $ rm -r gauge_files gauge.html
      $ clip show {gauge} --output again.html
      Wrote again.html  with 1 part
      $ clip show {gauge} --text -o again.md
      Wrote again.md  with 1 picture
      $ clip show {gauge} --output nowhere/again.html
      ! clip: cannot write {root}/nowhere/again.html: {…}
      ! Name another place with --output.
      ? 1
      $ clip show {gauge} --page --output again.html
      ! clip: --output writes a page that is safe to open; --page gives its bytes.
      ! Usage: {…}
      ! {…}
      ? 64
      """
    )
    let html = try String(
      contentsOf: world.root.appendingPathComponent("again.html"),
      encoding: .utf8
    )
    #expect(html.contains("data:image/gif;base64,"))
  }
}
