import Foundation
import Model
import Testing

@testable import Capture

@Suite struct ReadingMessages {
  private let prose = """
    The keeper of the harbour wrote down the height of the water twice a day for forty years, and
    never once asked what the numbers were for. They stand in eleven books bound in sailcloth.
    """

  @Test func `a saved page is the page at its address`() throws {
    let article = try document(
      lines: """
        From: <Saved by Blink>
        Snapshot-Content-Location: https://coast.example/tides
        Subject: =?utf-8?Q?Tides=20=E2=80=93=20Coast?=
        Date: Tue, 4 Mar 2025 10:00:00 +0100
        MIME-Version: 1.0
        Content-Type: multipart/related;
        \ttype="text/html";
        \tboundary="----x----"

        ------x----
        Content-Type: text/html
        Content-Transfer-Encoding: quoted-printable
        Content-Location: https://coast.example/tides

        <html><head><title>Tides</title></head><body><article><h1>Tides</h1><p>Caf=C3=
        =A9s by the sea. \(prose)</p></article></body></html>
        ------x----
        Content-Type: image/png
        Content-Transfer-Encoding: base64
        Content-Location: https://coast.example/a.png

        iVBORw0KGgo=
        ------x------
        """
    )
    #expect(article.title == "Tides")
    #expect(article.url == "https://coast.example/tides")
    #expect(article.text.contains("Cafés by the sea."))
    #expect(article.page?.mediaType == "multipart/related")
  }

  @Test func `a mail has its subject, sender and day`() throws {
    let article = try document(
      lines: """
        Received: from a by b; Tue, 4 Mar 2025 10:00:01 +0100
        From: =?iso-8859-1?Q?J=F6rg_M=FCller?= <joerg@coast.example>
        To: keeper@harbour.example
        Date: Tue, 4 Mar 2025 10:00:00 +0100
        Subject: =?utf-8?B?R2V6ZWl0ZW4=?= =?utf-8?B?IDE5MTE=?=
        MIME-Version: 1.0
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        Dear keeper

        the books are =FCberall. \(prose)
        """
    )
    #expect(article.title == "Gezeiten 1911")
    #expect(article.authors == ["Jörg Müller"])
    #expect(article.published == "2025-03-04")
    #expect(article.text.hasPrefix("Dear keeper\n\nthe books are überall. The keeper of the"))
    #expect(article.page?.mediaType == "message/rfc822")
  }

  @Test func `of two forms of a mail the page is read, unless it lacks the words`() throws {
    func mail(_ page: String) -> String {
      """
      From: Ada Marlow <ada@coast.example>
      Date: 4 Mar 2025 10:00:00 GMT
      Subject: Books
      Message-ID: <1@coast.example>
      Content-Type: multipart/alternative; boundary=b

      --b
      Content-Type: text/plain; charset=utf-8

      \(prose)
      --b
      Content-Type: text/html; charset=utf-8

      <html><body>\(page)</body></html>
      --b--
      """
    }
    let marked = prose.replacing("sailcloth", with: "<b>sailcloth</b>")
    #expect(try document(lines: mail("<p>\(marked)</p>")).text.contains("**sailcloth**"))
    let bare = try document(lines: mail("<p>Your program shows no pages.</p>"))
    #expect(bare.text.contains("sailcloth"))
  }

  @Test func `lines that look like a head do not make a mail`() throws {
    let text = "Title: Tides\nDate: 2025-03-04\nFrom: Ada\n\n\(prose)\n"
    #expect(try DocumentFormat.format(of: Input(Data(text.utf8))) == nil)
    let page = "<p>From: a\nSubject: b</p>"
    #expect(try DocumentFormat.format(of: Input(Data(page.utf8))) == nil)
  }

  @Test(arguments: [
    ("=?utf-8?Q?Caf=C3=A9?=", "Café"), ("=?UTF-8?B?w6k=?= x", "é x"),
    ("=?utf-8?Q?a_b?= =?utf-8?Q?c?=", "a bc"), ("plain =? text", "plain =? text"),
    ("=?x?Z?a?=", "=?x?Z?a?="), ("=?utf-8?B?!!!?=", "=?utf-8?B?!!!?="),
  ])
  func `encoded words are decoded`(text: String, expected: String) {
    #expect(EncodedWords.decoded(text) == expected)
  }

  @Test func `parts in parts without end come to an end`() async {
    var text = "MIME-Version: 1.0\nFrom: a\nDate: 4 Mar 2025\n"
    for depth in 0..<200 {
      text += "Content-Type: multipart/mixed; boundary=b\(depth)\n\n--b\(depth)\n"
    }
    await expect(code: .empty) { _ = try document(lines: text) }
    let many = String(repeating: "--b\n\n", count: 50_000)
    let flat =
      "MIME-Version: 1.0\nFrom: a\nDate: 4 Mar 2025\nContent-Type: multipart/mixed; boundary=b\n\n"
    let message = MIMEPart(Data((flat + many).utf8))
    #expect(message.all.count <= Limits.messageParts)
  }
}

@Suite struct ReadingWebArchives {
  private let page = """
    <html><head><title>Tides</title></head><body><article><p>The keeper of the harbour wrote down
    the height of the water twice a day for forty years.</p></article></body></html>
    """

  private func record(_ type: String, _ address: String?, _ content: String) -> String {
    let target = address.map { "WARC-Target-URI: \($0)\r\n" } ?? ""
    return "WARC/1.0\r\nWARC-Type: \(type)\r\n\(target)Content-Type: application/http\r\n"
      + "Content-Length: \(content.utf8.count)\r\n\r\n\(content)\r\n\r\n"
  }

  private func archive(_ answer: String) -> Data {
    Data(
      (record("warcinfo", nil, "software: x\r\n")
        + record("request", "https://coast.example/old", "GET /old HTTP/1.1\r\n\r\n")
        + record(
          "response",
          "https://coast.example/old",
          "HTTP/1.1 301 Moved\r\nLocation: /tides\r\n\r\n"
        )
        + record(
          "response",
          "https://coast.example/a.css",
          "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\np {}"
        ) + record("response", "https://coast.example/tides", answer)).utf8
    )
  }

  @Test func `the first page that a server answered with is the article`() throws {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\(page)"
    let article = try Article(reading: Input(archive(answer)), pdfHelper: nil)
    #expect(article.title == "Tides")
    #expect(article.url == "https://coast.example/tides")
    #expect(article.urls == ["https://coast.example/old", "https://coast.example/tides"])
    #expect(article.text.contains("twice a day"))
    #expect(article.page?.mediaType == "application/warc")
  }

  @Test func `chunks are put together`() throws {
    let middle = page.utf8.index(page.utf8.startIndex, offsetBy: 40)
    let (first, second) = (page[..<middle], page[middle...])
    let answer =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "\(String(first.utf8.count, radix: 16))\r\n\(first)\r\n"
      + "\(String(second.utf8.count, radix: 16));x=y\r\n\(second)\r\n0\r\n\r\n"
    let article = try Article(reading: Input(archive(answer)), pdfHelper: nil)
    #expect(article.text.contains("height of the water twice a day"))
  }

  @Test func `an archive without a page says so, and why`() async {
    let packed = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\nx"
    do {
      _ = try Article(reading: Input(archive(packed), fileName: "a.warc"), pdfHelper: nil)
      Issue.record("no error")
    } catch let error as CaptureError {
      #expect(error.code == .damaged)
      #expect(error.message.contains("packed as br"))
    } catch {
      Issue.record(error)
    }
  }

  @Test func `lengths that lie lead nowhere`() throws {
    for length in ["-1", "99999999999999999999", "9223372036854775807", "x"] {
      let text =
        "WARC/1.0\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: \(length)\r\n\r\nabc"
      for record in WARCRecords(Array(text.utf8)) { #expect(record.content.count <= 3) }
    }
    #expect(HTTPAnswer.joined(chunks: Data("7fffffffffffffff\r\nabc".utf8)) == Data("abc".utf8))
    #expect(HTTPAnswer.joined(chunks: Data("zz".utf8)) == nil)
  }
}
