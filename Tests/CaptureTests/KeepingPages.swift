import Foundation
import Model
import Testing

@testable import Capture

/// A GIF of two by one pixels.
private let picture = Data([
  0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 2, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0,
  0, 2,
  0, 1, 0, 0, 2, 2, 4, 10, 0, 0x3B,
])
private let embedded = "data:image/gif;base64,\(picture.base64EncodedString())"

private func resource(_ use: Resource.Use, _ text: String) -> Resource {
  Resource(content: Data(text.utf8), mediaType: use == .style ? "text/css" : "image/svg+xml")
}

@Suite struct SelfContainedPages {
  private func html(
    _ page: String,
    address: String? = "https://a.example/dir/page",
    _ resources: [String: Resource] = [:]
  ) -> String {
    SelfContainedPage(Data(page.utf8), address: address).html(with: resources)
  }

  /// What stands between the body's tags.
  private func body(_ page: String, _ resources: [String: Resource] = [:]) -> String {
    let html = html("<body>\(page)</body>", resources)
    let start = html.range(of: "<body>")?.upperBound ?? html.startIndex
    return String(html[start...].replacingOccurrences(of: "</body></html>", with: ""))
  }

  private var pictures: [String: Resource] {
    ["https://a.example/dir/a.gif": Resource(content: picture, mediaType: "image/gif")]
  }

  @Test func `a page says where it is from, and forbids the browser everything before all else`() {
    #expect(
      html("<title>Tides</title><p>High water.").hasPrefix(
        """
        <!doctype html>
        <!-- saved from url=(0026)https://a.example/dir/page -->
        <html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \
        'none'; img-src data:; style-src 'unsafe-inline' data:; font-src data:; base-uri 'none'; \
        form-action 'none'"><meta name="referrer" content="no-referrer"><title>Tides</title></head>
        """
      )
    )
  }

  @Test func `a page that was saved so is the page of its address again`() throws {
    let saved = html("<title>Tides</title><article><p>High water comes twice a day.</p></article>")
    let article = try Article(reading: Input(Data(saved.utf8), fileName: "tides.html"))
    #expect(article.url == "https://a.example/dir/page")
    #expect(article.title == "Tides")
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "<iframe src='https://b.example/'></iframe>",
    "<object data='x'><embed src='y'></object>", "<template><p>x</p></template>",
    "<img src='https://b.example/t.gif' width=1 height=1>", "<base href='https://b.example/'>",
    "<link rel=preload href='x.js' as=script>", "<link rel='alternate stylesheet' href='x.css'>",
    "<meta http-equiv=refresh content='0;url=https://b.example/'>",
  ])
  func `what acts, loads or counts is left out`(element: String) {
    #expect(body("a" + element + "b") == "ab")
  }

  @Test(arguments: [
    ("<p onclick='x()' class=c>t</p>", "<p class=\"c\">t</p>"),
    (
      "<form action='/x' method=post><input name=a formaction=/y></form>",
      "<form method=\"post\"><input name=\"a\"></form>"
    ),
    ("<a href='javascript:x()' ping='/p' target=_blank>t</a>", "<a>t</a>"),
    ("<a href='../x?a=1&b=2'>t</a>", "<a href=\"https://a.example/x?a=1&amp;b=2\">t</a>"),
    ("<a href='#note'>t</a>", "<a href=\"#note\">t</a>"),
    ("<a href=' JaVaScript:x()'>t</a>", "<a>t</a>"),
    ("<a href='data:text/html,x'>t</a>", "<a>t</a>"),
    ("<video src=x.mp4 poster=p.png><source src=y></video>", "<video></video>"),
    (
      "<svg><use href='https://b.example/#a'/><image href='b.png'/></svg>",
      "<svg><use></use><image></image></svg>"
    ),
    (
      "<p style='background:url(https://b.example/x)'>t</p>",
      "<p style=\"background:url(&quot;data:,&quot;)\">t</p>"
    ),
    (
      "<img src=missing.png alt='A pier'>",
      "<img alt=\"A pier\" data-address=\"https://a.example/dir/missing.png\">"
    ),
    ("1 &lt; 2 &amp; \"3\"&nbsp;x", "1 &lt; 2 &amp; &quot;3&quot;&nbsp;x"),
  ])
  func `what is left does nothing`(element: String, expected: String) {
    #expect(body(element) == expected)
  }

  @Test func `a picture stands in the page, and a lazy one once`() {
    #expect(body("<img src=a.gif srcset='b.gif 2x'>", pictures) == "<img src=\"\(embedded)\">")
    #expect(
      body(
        "<img src='data:image/gif;base64,AA' data-src=a.gif><noscript><img src=a.gif></noscript>",
        pictures
      ) == "<img src=\"\(embedded)\">"
    )
    #expect(
      body("<noscript><img src=a.gif></noscript>", pictures) == "<img src=\"\(embedded)\">"
    )
  }

  @Test func `style sheets stand in the page with what they import and show`() {
    let page = html(
      "<link rel=stylesheet href=/s/main.css media=print><style>b{c:url(a.gif)}</style>",
      [
        "https://a.example/s/main.css": resource(
          .style,
          "@import 'more.css'; p::after{content:'</style>'}"
        ),
        "https://a.example/s/more.css": resource(.style, "a { b: url(../dir/a.gif) }"),
      ].merging(pictures) { $1 }
    )
    let more = Data("a { b: url(\"\(embedded)\") }".utf8).base64EncodedString()
    #expect(
      page.contains(
        "<style media=\"print\">@import url(\"data:text/css;base64,\(more)\"); "
          + "p::after{content:'<\\/style>'}</style>"
      )
    )
    #expect(page.contains("<style>b{c:url(\"\(embedded)\")}</style>"))
  }

  @Test func `a picture is found in whatever attribute a script would take it from`() {
    let written = body("<img nitro-lazy-src=a.gif class=x src='data:image/svg+xml,x'>", pictures)
    #expect(written == "<img class=\"x\" src=\"\(embedded)\">")
    #expect(body("<img data-srcset='b.gif 1x, a.gif 2x'>", pictures) == "<img src=\"\(embedded)\">")
  }

  @Test func `a page of a million small tricks is written in one pass`() {
    // Each of these is cheap alone, and would not be if it looked at all before it.
    let noscripts = String(repeating: "<noscript><img src=a.gif></noscript>", count: 60_000)
    #expect(body(noscripts).contains("data-address"))
    let imports = String(repeating: "@import 'a.css';@import 'b.css';", count: 300)
    let page = html(
      "<link rel=stylesheet href=a.css><link rel=stylesheet href=b.css>",
      [
        "https://a.example/dir/a.css": resource(.style, imports),
        "https://a.example/dir/b.css": resource(.style, imports),
      ]
    )
    #expect(page.utf8.count < 200 << 20)
  }

  @Test func `style sheets that import each other end`() {
    let page = html(
      "<link rel=stylesheet href=a.css>",
      ["https://a.example/dir/a.css": resource(.style, "@import 'a.css'; @import 'a.css';")]
    )
    #expect(page.contains("<style>@import"))
  }

  @Test(arguments: UInt64(1)...60)
  func `whatever a page is made of, nothing of what it becomes acts`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "<script>", "</script>", "<svg>", "</svg>", "<style>", "</style>", "<math>", "<title>",
      "</title>",
      "<textarea>", "<noscript>", "</noscript>", "<img src=x onerror=x()>",
      "<a href='javascript:x()'>",
      "<iframe srcdoc='<script>'>", "<foreignObject>", "<p id='</p><script>'>", "<!--", "-->",
      "<xmp>", "<plaintext>", "<select>", "<table>", "<form action=x>", "\"", "'", "<", ">", "&lt;",
      "<style>@import 'https://b.example/x'</style>", "<template>", "<link rel=stylesheet href=x>",
    ]
    let page = (0..<40).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
    let tree = HTMLTree(parsing: html(page))
    for node in tree.nodes where !node.isText {
      #expect(
        !["script", "iframe", "object", "embed", "base"].contains(node.name),
        "seed \(seed): \(page)"
      )
      for attribute in node.attributes {
        #expect(!attribute.name.hasPrefix("on"), "seed \(seed): \(page)")
        #expect(!attribute.value.lowercased().hasPrefix("javascript:"), "seed \(seed): \(page)")
        if attribute.name == "src" { #expect(attribute.value.hasPrefix("data:"), "seed \(seed)") }
      }
    }
    let policy = tree.nodes.firstIndex { $0["http-equiv"] == "Content-Security-Policy" }
    let first = tree.nodes.firstIndex { ["meta", "title", "style", "link"].contains($0.name) }
    #expect(policy.map { $0 - 1 } == first, "seed \(seed): \(page)")
  }
}

@Suite struct GatheringResources {
  private var patient: ResourceCollecting {
    var collecting = ResourceCollecting()
    collecting.timeLimit = .seconds(600)
    return collecting
  }

  private func server() throws -> LocalServer {
    try LocalServer { path in
      switch path {
      case "/a.gif", "/b.gif": .raw(200, ["Content-Type: text/plain"], Array(picture))
      case "/main.css":
        .page("@import 'more.css'; a{b:url(b.gif)}", type: "text/css")
      case "/more.css": .page("a{b:url(gone.gif)}", type: "text/css")
      case "/page.gif", "/page.css": .page("<!doctype html><p>No such thing", type: "text/html")
      case "/pixel.gif":
        .raw(200, [], Array(picture.prefix(6)) + [1, 0, 1, 0] + Array(picture.dropFirst(10)))
      case "/drip.gif": .drip
      case "/endless.gif": .endless
      default: .status(404)
      }
    }
  }

  private func gather(
    _ html: String,
    _ server: LocalServer,
    and pictures: [String] = [],
    _ collecting: ResourceCollecting? = nil
  ) async throws -> [String] {
    let address = server.address("/page")
    let page = SelfContainedPage(Data(html.utf8), address: address)
    let found = try await (collecting ?? patient)
      .resources(of: page, and: pictures, from: WebResources(of: address))
    return found.keys.map { String($0.dropFirst(server.address("").count)) }.sorted()
  }

  @Test func `all that a page shows is gathered, through its style sheets`() async throws {
    let server = try server()
    let found = try await gather("<link rel=stylesheet href=main.css><img src=a.gif>", server)
    #expect(found == ["/a.gif", "/b.gif", "/main.css", "/more.css"])
    #expect(server.mostAtOnce == 1)
    #expect(server.paths.count == 5)
  }

  @Test func `pictures of the article come first, and nothing is asked for twice`() async throws {
    let server = try server()
    let found = try await gather(
      "<img src=a.gif><img src=a.gif>",
      server,
      and: [server.address("/b.gif")]
    )
    #expect(found == ["/a.gif", "/b.gif"])
    #expect(server.paths == ["/b.gif", "/a.gif"])
  }

  @Test func `what is none of what it should be is left out`() async throws {
    let server = try server()
    let html =
      "<img src=page.gif><img src=pixel.gif><link rel=stylesheet href=page.css><img src=gone.gif>"
    #expect(try await gather(html, server).isEmpty)
  }

  @Test func `there is an end to how many and how large`() async throws {
    let server = try server()
    var few = patient
    few.countLimit = 1
    #expect(try await gather("<img src=a.gif><img src=b.gif>", server, few) == ["/a.gif"])
    var small = patient
    small.byteLimit = 1 << 20
    #expect(try await gather("<img src=endless.gif><img src=b.gif>", server, small) == ["/b.gif"])
    var little = patient
    little.totalLimit = picture.count
    #expect(try await gather("<img src=a.gif><img src=b.gif>", server, little) == ["/a.gif"])
  }

  private func gather(_ html: String, _ server: LocalServer, _ collecting: ResourceCollecting)
    async throws -> [String]
  {
    try await gather(html, server, and: [], collecting)
  }

  @Test func `a picture that drips costs no more than the time there is, and the others stay`()
    async throws
  {
    let server = try server()
    var hurried = patient
    hurried.timeLimit = .seconds(2)
    #expect(try await gather("<img src=a.gif><img src=drip.gif>", server, hurried) == ["/a.gif"])
  }

  @Test func `a page of the public web gets nothing out of a private network`() async throws {
    let server = try server()
    let resources = WebResources(of: "https://a.example/page")
    #expect(try await resources.content(at: server.address("/a.gif"), limit: 1 << 20) == nil)
    #expect(server.paths.isEmpty)
  }

  @Test(arguments: [nil, "https://a.example/dir/page.html"])
  func `what a browser saved beside a page is found there`(address: String?) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("clip-resources-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = folder.appendingPathComponent("pages/Tides & gauge_files")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    try picture.write(to: files.appendingPathComponent("a.gif"))
    try Data("b{c:url(a.gif)}".utf8).write(to: files.appendingPathComponent("s.css"))
    try picture.write(to: folder.appendingPathComponent("secret.gif"))
    let link = files.appendingPathComponent("link.gif")
    try FileManager.default.createSymbolicLink(
      at: link,
      withDestinationURL: folder.appendingPathComponent("secret.gif")
    )
    let html = """
      <link rel=stylesheet href="./Tides%20&amp;%20gauge_files/s.css"><img src="Tides%20&amp;%20gauge_files/a.gif">
      <img src="../secret.gif"><img src="/etc/passwd"><img src="Tides%20&amp;%20gauge_files/link.gif">
      """
    let page = SelfContainedPage(Data(html.utf8), address: address)
    let source = FolderResources(folder.appendingPathComponent("pages"), pageAddress: address)
    let found = try await patient.resources(of: page, and: [], from: source)
    #expect(found.keys.map { $0.split(separator: "/").last ?? "" }.sorted() == ["a.gif", "s.css"])
    let written = page.html(with: found)
    #expect(written.contains("<img src=\"\(embedded)\">"))
    #expect(written.contains("b{c:url(\"\(embedded)\")}"))
  }
}
