import Foundation
import Model
import Testing

@testable import Capture

@Suite struct ReadingBooks {
  @Test func `a book says what it is`() throws {
    let book = try document("harbour.epub")
    #expect(book.title == "The Harbour & its Keeper")
    #expect(book.authors == ["Ada Marlow", "Ben Okri"])
    #expect(book.published == "1998-05-14")
    #expect(book.site == "Lowland Press")
    #expect(book.isbn == "9780306406157")
    #expect(book.language == "en")
    #expect(book.page?.mediaType == "application/epub+zip")
    #expect(book.warnings == [])
  }

  @Test func `chapters follow the spine under their headings`() throws {
    let text = try document("harbour.epub").text
    #expect(
      text == """
        # The Keeper

        He wrote down the height of the water *twice* a day.1 The \
        [books](https://coast.example/books) are kept.

        ![A mark](OEBPS/mark.png)

        - Spring tides
        - Neap tides

        # The Dredger

        A harbour that is dredged lets more water in, and it lets it in sooner.

        1\\. Except on Sundays.

        """
    )
  }

  @Test func `the pages of the printed book are known`() throws {
    let book = try document("harbour.epub")
    #expect(book.pages.map(\.label) == ["7", "8"])
    let scalars = Array(book.text.unicodeScalars)
    let begins = book.pages.map { page in
      String(String.UnicodeScalarView(scalars[page.start...].prefix(8)))
    }
    #expect(begins == ["He wrote", "in, and "])
  }

  @Test(arguments: [
    ("<head><title/></head><p>a</p>", "<head><title></title></head><p>a</p>"),
    ("<a id='x>'/>b<br/><IMG src=\"a\"/>", "<a id='x>'></a>b<br/><IMG src=\"a\"/>"),
    (
      "<svg><image/></svg><i/><math><mi/></math><b />",
      "<svg><image/></svg><i></i><math><mi/></math><b ></b>"
    ),
    ("<svg/><i/>", "<svg/><i></i>"),
    ("a <![CDATA[< b & ]]]]> c", "a &lt; b &amp; ]] c"), ("<![CDATA[a", "a"),
    ("<!-- <i/> --><![CDATA[<i/>]]>", "<!-- <i/> -->&lt;i/>"),
    ("1 < 2 <i/>", "1 < 2 <i></i>"), ("</>", "</>"), ("<", "<"),
  ])
  func `a chapter is read as the XML that it is`(text: String, expected: String) {
    #expect(XHTMLText.html(text) == expected)
  }

  @Test func `the pictures of a book are in it`() async throws {
    let book = try fixture("Documents/pictures.epub")
    let text = try document("pictures.epub").text
    #expect(
      text == """
        ![](OEBPS/images/cover%20%281%29.png)

        # The Gauge

        It was built in 1911. ![A gauge](OEBPS/images/gauge.gif) And it stands.

        ![Too large](OEBPS/images/large.png)

        """
    )
    let addresses = MarkdownPictures.addresses(in: text)
    let enclosed = try #require(
      EnclosedResources(in: book, mediaType: "application/epub+zip", pictures: addresses)
    )
    #expect(enclosed.page == nil)
    let found = try await ResourceCollecting().pictures(addresses, from: enclosed)
    #expect(Set(found.keys) == Set(addresses.dropLast()))
    #expect(Set(found.values.map(\.mediaType)) == ["image/png", "image/gif"])
  }

  @Test func `a book of pictures alone has no text`() throws {
    let book = try document("wordless.epub")
    #expect(book.warnings.map(\.code) == ["noText"])
    #expect(book.text.isEmpty)
  }

  @Test func `a protected book is kept and said so`() throws {
    let book = try document("protected.epub")
    #expect(book.warnings.map(\.code) == ["protected"])
    #expect(book.title == "The Harbour & its Keeper")
    #expect(!book.text.contains("PNG"))
  }

  @Test func `a book that unpacks without end is refused`() async {
    await expect(code: .tooLarge) { _ = try document("bomb.epub") }
  }

  @Test func `names that climb out of the archive are no files of it`() throws {
    #expect(try document("climbing.epub").text == document("harbour.epub").text)
    let archive = try Archive(zip: fixture("Documents/climbing.epub")) { _ in true }
    #expect(!archive.names.contains { $0.contains("..") || $0.hasPrefix("/") })
    #expect(archive.files.count == 7)
  }

  @Test(
    arguments: [
      ("a/b", "a/b"), ("./a//b", "a/b"), ("a/../b", "b"), ("..", nil), ("a/../../b", nil),
      ("/a", nil), ("a\\b", "a/b"), ("", nil), (".", nil),
    ] as [(String, String?)]
  )
  func `names are normalised`(path: String, expected: String?) {
    #expect(Archive.normalized(path) == expected)
  }

  @Test func `whatever is cut off or overwritten, nothing hangs or crashes`() throws {
    let whole = try fixture("Documents/harbour.epub")
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<200 {
      var content = whole.prefix(Int.random(in: 64...whole.count, using: &generator))
      for _ in 0..<Int.random(in: 0..<8, using: &generator) {
        content[Int.random(in: 64..<content.count, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      do {
        let book = try Article(reading: Input(Data(content), fileName: "x.epub"), pdfHelper: nil)
        #expect(book.page?.content == Data(content))
      } catch let error as CaptureError {
        #expect([.damaged, .tooLarge, .binary].contains(error.code), "\(error)")
      }
    }
  }

  @Test(
    .enabled(if: EPUBCheck.jar != nil, "epubcheck is not installed"),
    arguments: ["harbour.epub", "pictures.epub", "places.epub"]
  )
  func `a book passes epubcheck`(name: String) throws {
    let jar = try #require(EPUBCheck.jar)
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("book-\(ProcessInfo.processInfo.globallyUniqueString).epub")
    try fixture("Documents/\(name)").write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Half the work, for a run as short as this.
    let options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    process.arguments = ["java"] + options + ["-jar", jar, "--quiet", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: output, as: UTF8.self))")
  }
}

/// The checker of the W3C, where it is installed.
enum EPUBCheck {
  static var jar: String? {
    ["/usr/share/java/epubcheck.jar"].first {
      FileManager.default.fileExists(atPath: $0)
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/java")
    }
  }
}
