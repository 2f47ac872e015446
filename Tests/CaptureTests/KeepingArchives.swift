import Foundation
import Model
import Testing

@testable import Capture

/// A GIF of two by one pixels, with a comment that tells it from others.
private func picture(_ comment: UInt8) -> Data {
  Data(
    [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 2, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
      + [0x21, 0xFE, 1, comment, 0] + [0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 4, 10, 0, 0x3B]
  )
}

private func embedded(_ comment: UInt8) -> String {
  "data:image/gif;base64,\(picture(comment).base64EncodedString())"
}

private let prose = """
  <p>The keeper of the harbour wrote down the height of the water twice a day for forty years, and \
  never once asked what the numbers were for. They stand in eleven books bound in sailcloth.</p>
  """

/// A file as it is kept, and what comes out of it.
private struct Kept {
  let article: Article
  let content: Data
  let mediaType: String

  init(_ content: Data, address: String? = nil) throws {
    article = try Article(reading: Input(content, address: address), pdfHelper: nil)
    let page = try #require(article.page)
    (self.content, mediaType) = (page.content, page.mediaType)
  }

  /// The page as one file.
  func html(_ collecting: ResourceCollecting = ResourceCollecting()) async throws -> String {
    let enclosed = try #require(EnclosedResources(in: content, mediaType: mediaType))
    let page = try #require(enclosed.page)
    let whole = SelfContainedPage(
      page.content,
      address: page.address,
      contentType: page.contentType
    )
    return whole.html(
      with: try await collecting.resources(of: whole, and: [], from: enclosed)
    )
  }

  /// The addresses of the text's pictures that are in the file.
  func pictures() async throws -> [String] {
    let addresses = MarkdownPictures.addresses(in: article.text)
    let enclosed = try #require(
      EnclosedResources(in: content, mediaType: mediaType, pictures: addresses)
    )
    return try await ResourceCollecting().pictures(addresses, from: enclosed).keys.sorted()
  }
}

@Suite struct KeepingSavedPages {
  /// A saved page of these parts, each with its headers.
  private func saved(
    _ page: String,
    at place: String?,
    _ parts: [(head: String, content: Data)],
    head: String = ""
  ) -> Data {
    let location = place.map { "Content-Location: \($0)\n" } ?? ""
    var text = """
      From: <Saved by Blink>
      Subject: Tides
      MIME-Version: 1.0
      Content-Type: multipart/related; type="text/html"; boundary="----x"
      \(head)
      ------x
      Content-Type: text/html; charset=utf-8
      \(location)
      <html><head><title>Tides</title></head><body><article>\(prose)\(page)</article></body></html>

      """
    for part in parts {
      text += "------x\n\(part.head)\nContent-Transfer-Encoding: base64\n\n"
      text += part.content.base64EncodedString(options: .lineLength76Characters) + "\n"
    }
    return Data((text + "------x--\n").replacing("\r\n", with: "\n").utf8)
  }

  @Test func `a saved page shows its pictures and styles without a network`() async throws {
    let kept = try Kept(
      saved(
        "<link rel=stylesheet href=cid:css-1@mhtml.blink><img src=../a%20b.gif alt=Gauge>"
          + "<img src='https://other.example/c.gif?x=1#top'>",
        at: "https://coast.example/dir/tides",
        [
          ("Content-Location: https://coast.example/a%20b.gif", picture(1)),
          ("Content-Location: https://other.example/c.gif?x=1", picture(2)),
          ("Content-Location: cid:css-1@mhtml.blink", Data("p{background:url(d.gif)}".utf8)),
          ("Content-Location: https://coast.example/dir/d.gif", picture(3)),
        ]
      )
    )
    let html = try await kept.html()
    for number in UInt8(1)...3 { #expect(html.contains(embedded(number)), "\(number)") }
    #expect(html.contains("saved from url=(0031)https://coast.example/dir/tides"))
    #expect(
      try await kept.pictures()
        == ["https://coast.example/a%20b.gif", "https://other.example/c.gif?x=1#top"]
    )
  }

  @Test func `parts are named by their ids, too`() async throws {
    let kept = try Kept(
      saved(
        "<img src='CID:gauge%2Bone@coast.example'>",
        at: "https://coast.example/tides",
        [("Content-ID: <gauge+one@coast.example>", picture(1))]
      )
    )
    #expect(try await kept.html().contains(embedded(1)))
    #expect(try await kept.pictures().count == 1)
  }

  @Test(arguments: ["file:///C:/tides/page.htm", nil])
  func `a page of a disk finds the parts beside it`(place: String?) async throws {
    let folder = place == nil ? "" : "file:///C:/tides/"
    let kept = try Kept(
      saved(
        "<img src='page_files/a b.gif'><link rel=stylesheet href=page_files/s.css>",
        at: place,
        [
          ("Content-Location: \(folder)page_files/a%20b.gif", picture(1)),
          ("Content-Location: \(folder)page_files/s.css", Data("p{background:url(b.gif)}".utf8)),
          ("Content-Location: \(folder)page_files/b.gif", picture(2)),
        ]
      )
    )
    let html = try await kept.html()
    #expect(html.contains(embedded(1)) && html.contains(embedded(2)))
    #expect(!html.contains("saved from"))
  }

  @Test func `the address that a person gives is the page's, and the parts are found still`()
    async throws
  {
    let kept = try Kept(
      saved(
        "<img src=a.gif>",
        at: "https://mirror.example/x/tides",
        [("Content-Location: https://mirror.example/x/a.gif", picture(1))]
      ),
      address: "https://coast.example/tides"
    )
    #expect(kept.article.url == "https://coast.example/tides")
    #expect(
      Set(kept.article.urls)
        == ["https://coast.example/tides", "https://mirror.example/x/tides"]
    )
    #expect(try await kept.html().contains(embedded(1)))
    #expect(try await kept.pictures() == ["https://mirror.example/x/a.gif"])
  }

  @Test func `a part that lies outside, is too large or no picture is left out`() async throws {
    let kept = try Kept(
      saved(
        "<img src=../../../etc/passwd><img src='file:///etc/passwd'><img src=big.gif><img src=no.gif>",
        at: "https://coast.example/tides",
        [
          ("Content-Location: https://coast.example/etc/passwd", Data("root:x".utf8)),
          ("Content-Location: file:///etc/passwd", picture(1)),
          ("Content-Location: https://coast.example/big.gif", picture(2) + Data(count: 9 << 20)),
          ("Content-Location: https://coast.example/no.gif", Data("<p>No such thing".utf8)),
        ]
      )
    )
    let html = try await kept.html()
    #expect(!html.contains("data:image") && !html.contains("root:"))
  }

  @Test func `thousands of parts come to an end`() async throws {
    let count = 3_000
    let kept = try Kept(
      saved(
        (0..<count).map { "<img src=\($0).gif>" }.joined(),
        at: "https://coast.example/tides",
        (0..<count).map {
          ("Content-Location: https://coast.example/\($0).gif", picture(UInt8($0 % 250)))
        }
      )
    )
    let html = try await kept.html()
    #expect(html.matches(of: /data:image/).count == Limits.resources)
  }

  @Test func `a mail shows the pictures that came with it`() async throws {
    let text = """
      From: Ada Marlow <ada@coast.example>
      To: keeper@harbour.example
      Date: Tue, 4 Mar 2025 10:00:00 +0100
      Subject: Gauges
      MIME-Version: 1.0
      Content-Type: multipart/related; boundary=b

      --b
      Content-Type: text/html; charset=utf-8

      <html><body>\(prose)<img src="cid:one"><img src="https://coast.example/count.gif"></body></html>
      --b
      Content-Type: image/gif
      Content-ID: <one>
      Content-Transfer-Encoding: base64

      \(picture(1).base64EncodedString())
      --b--
      """
    let kept = try Kept(Data(text.utf8))
    #expect(kept.mediaType == "message/rfc822")
    let html = try await kept.html()
    #expect(html.contains(embedded(1)) && !html.contains("src=\"http"))
  }

  @Test func `what is no file with parts has none`() {
    for type in ["text/html", "application/pdf", "multipart/related", "application/warc"] {
      #expect(EnclosedResources(in: Data("<p>Tides".utf8), mediaType: type) == nil, "\(type)")
    }
  }
}

@Suite struct KeepingWebArchives {
  private func record(
    _ type: String,
    _ address: String,
    _ content: Data,
    at time: String = "2025-03-04T10:00:00Z"
  ) -> Data {
    let head =
      "WARC/1.0\r\nWARC-Type: \(type)\r\nWARC-Target-URI: \(address)\r\nWARC-Date: \(time)\r\n"
      + "Content-Type: application/http\r\nContent-Length: \(content.count)\r\n\r\n"
    return Data(head.utf8) + content + Data("\r\n\r\n".utf8)
  }

  private func answer(_ content: Data, _ head: String = "") -> Data {
    Data("HTTP/1.1 200 OK\r\n\(head)\r\n".utf8) + content
  }

  /// As gzip keeps what it cannot make smaller (RFC 1952; RFC 1951, section 3.2.4).
  private func gzip(_ content: Data) -> Data {
    let count = UInt16(content.count)
    func bytes(_ number: UInt16) -> [UInt8] { [UInt8(number & 255), UInt8(number >> 8)] }
    return Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + bytes(count) + bytes(~count)) + content
      + Data(count: 8)
  }

  private func page(_ html: String) -> Data {
    let page = "<html><head><title>Tides</title></head><body><article>\(prose)\(html)</article>"
    return record(
      "response",
      "https://coast.example/dir/tides",
      answer(Data(page.utf8), "Content-Type: text/html\r\n")
    )
  }

  @Test func `an archive shows its page with what was fetched for it`() async throws {
    let packed = gzip(Data("p{background:url(/b.gif)}".utf8))
    let kept = try Kept(
      page("<img src=../a.gif><link rel=stylesheet href=s.css><img src=moved.gif>")
        + record("response", "https://coast.example/a.gif", answer(picture(1)))
        + record(
          "response",
          "https://coast.example/dir/s.css",
          answer(packed, "Content-Encoding: gzip\r\n")
        ) + record("resource", "<https://coast.example/b.gif>", picture(2))
        + record(
          "response",
          "https://coast.example/dir/moved.gif",
          Data("HTTP/1.1 302 Found\r\nLocation: /c.gif\r\n\r\n".utf8)
        ) + record("response", "https://coast.example/c.gif", answer(picture(3)))
    )
    let html = try await kept.html()
    for number in UInt8(1)...3 { #expect(html.contains(embedded(number)), "\(number)") }
    #expect(
      try await kept.pictures()
        == ["https://coast.example/a.gif", "https://coast.example/dir/moved.gif"]
    )
  }

  @Test func `of several answers the nearest to the page is shown, and none that says nothing new`()
    async throws
  {
    func gif(_ number: UInt8, _ time: String) -> Data {
      record("response", "https://coast.example/a.gif", answer(picture(number)), at: time)
    }
    let others =
      gif(1, "2025-03-03T10:00:00Z") + gif(2, "2025-03-04T09:59:58.125Z")
      + gif(3, "2025-03-05T10:00:00Z")
      + record(
        "revisit",
        "https://coast.example/a.gif",
        Data("HTTP/1.1 200 OK\r\n\r\n".utf8)
      )
    let kept = try Kept(page("<img src=/a.gif>") + others)
    #expect(try await kept.html().contains(embedded(2)))
    let later = try Kept(
      page("<img src=/a.gif>") + others + gif(4, "2025-03-04T10:00:01Z")
    )
    #expect(try await later.html().contains(embedded(4)))
  }

  @Test func `answers that lead in a circle, or unpack without end, are no parts`() async throws {
    let bomb = Data(Bomb.gzip(unpackingTo: 80 << 20))
    let kept = try Kept(
      page("<img src=/a.gif><img src=/b.gif>")
        + record(
          "response",
          "https://coast.example/a.gif",
          Data("HTTP/1.1 302 Found\r\nLocation: /a.gif\r\n\r\n".utf8)
        )
        + record(
          "response",
          "https://coast.example/b.gif",
          answer(bomb, "Content-Encoding: gzip\r\n")
        )
    )
    #expect(!(try await kept.html().contains("data:image")))
    let enclosed = try #require(EnclosedResources(in: kept.content, mediaType: kept.mediaType))
    let address = "https://coast.example/b.gif"
    #expect(try await enclosed.content(at: address, limit: Limits.resourceBytes) == nil)
    #expect(try await enclosed.content(at: address, limit: 128 << 20)?.count ?? 0 > 64 << 20)
  }
}

@Suite struct PicturesInSavedPages {
  private func saved(_ head: String, _ body: String) -> Data {
    Data("<!doctype html>\(head)<title>Tides</title><body><article>\(prose)\(body)</article>".utf8)
  }

  private let singleFile =
    "<!--\n Page saved with SingleFile \n url: https://coast.example/tides \n saved date: x\n-->"

  @Test func `a page that holds its pictures gives them to its text`() async throws {
    let large = picture(1) + Data(count: 1000)
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg'>" + String(repeating: "<g/>", count: 120)
    let escaped = try #require(
      "\(drawing)</svg>".addingPercentEncoding(withAllowedCharacters: .alphanumerics)
    )
    let body =
      "<img src='data:image/gif;base64,\(large.base64EncodedString())' alt=Gauge>"
      + "<img src='data:image/svg+xml,<svg></svg>' alt=Held>"
      + "<p>Between.</p><img src=\"data:image/svg+xml,\(escaped)\" alt=Drawing>"
    let kept = try Kept(saved(singleFile, body))
    #expect(kept.article.url == "https://coast.example/tides")
    #expect(kept.article.text.contains("![Gauge](cid:picture-1)"))
    #expect(kept.article.text.contains("![Drawing](cid:picture-2)"))
    #expect(!kept.article.text.contains("data:") && !kept.article.text.contains("Held"))
    #expect(try await kept.pictures() == ["cid:picture-1", "cid:picture-2"])
    let enclosed = try #require(
      EnclosedResources(in: kept.content, mediaType: "text/html", pictures: ["cid:picture-1"])
    )
    #expect(try await enclosed.content(at: "cid:picture-1", limit: 2000) == large)
    #expect(try await enclosed.content(at: "cid:picture-1", limit: 900) == nil)
    // The page as it was has them where they stand.
    let page = SelfContainedPage(kept.content, address: nil).html(with: [:])
    #expect(page.contains(large.base64EncodedString()))
    // A page that nobody saved so holds places with them.
    #expect(!(try Kept(saved("", body)).article.text.contains("![")))
  }
}

@Suite struct AddressesOfSavedPages {
  @Test(arguments: [
    "<!-- saved from url=(0027)https://coast.example/tides -->",
    "<html><!--\n Page saved with SingleFile \n url: https://coast.example/tides \n saved date: Tue Mar "
      + "04 2025 10:00:00 GMT+0100\n-->",
    "<!-- Saved from https://coast.example/tides at 2025-03-04T10:00:00Z using monolith v2.8.1 -->",
    "<html data-scrapbook-source=\"https://coast.example/tides\" data-scrapbook-create=\"20250304\">",
  ])
  func `a page that a program saved says where it is from`(head: String) throws {
    let saved = "<!doctype html>\(head)<title>Tides</title><body>\(prose)</body>"
    let article = try Article(reading: Input(Data(saved.utf8), fileName: "tides.html"))
    #expect(article.url == "https://coast.example/tides")
    let given = try Article(
      reading: Input(Data(saved.utf8), fileName: "tides.html", address: "https://a.example/x-y-z")
    )
    #expect(given.url == "https://a.example/x-y-z")
  }
}
