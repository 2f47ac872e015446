import Model
import Testing

@Suite struct Identifiers {
  @Test func `an identifier is written as 32 digits and read back`() throws {
    let id = SourceID(high: 0x0123_4567_89AB_CDEF, low: 1)
    #expect(id.description == "0123456789abcdef0000000000000001")
    #expect(id.short == "01234567")
    #expect(SourceID(id.description) == id)
  }

  @Test(arguments: [
    "", "0", "0123456789abcdef000000000000001", "0123456789ABCDEF0000000000000001",
    "0123456789abcdef00000000000000010", "+123456789abcdef0000000000000001",
    "0123456789abcdef000000000000000g", "é123456789abcdef000000000000000",
  ])
  func `anything but 32 lower-case digits is no identifier`(text: String) {
    #expect(SourceID(text) == nil)
  }

  @Test func `order is that of the digits`() {
    let ids = [SourceID(high: 1, low: 0), SourceID(high: 0, low: .max), SourceID(high: 0, low: 2)]
    #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
  }

  @Test func `an identifier of anything keeps its bytes`() {
    let id = NoteID(high: 7, low: 9)
    #expect(NoteID(AnyItemID(id)) == id)
  }
}

@Suite struct NormalisingAddresses {
  @Test(arguments: [
    "https://coast.example/tides", "http://coast.example/tides", "https://www.coast.example/tides/",
    "HTTPS://Coast.Example:443/tides#gauge", "https://coast.example/tides?utm_source=mail&fbclid=1",
    " https://coast.example/tides?\n", "https://ada:secret@coast.example/tides",
    "http://coast.example:80/tides/index.html",
  ])
  func `addresses of one page are one`(address: String) throws {
    #expect(try #require(WebAddress(address)).normalized == "https://coast.example/tides")
  }

  @Test(arguments: [
    ("https://coast.example/a?b=2&a=1", "https://coast.example/a?a=1&b=2"),
    ("https://coast.example/a?id=7&utm_medium=x", "https://coast.example/a?id=7"),
    ("https://coast.example:8080/a", "https://coast.example:8080/a"),
    ("https://coast.example/Tides", "https://coast.example/Tides"),
    ("https://coast.example/", "https://coast.example"),
    ("https://coast.example/a%20b", "https://coast.example/a%20b"),
    ("https://coast.example/myindex.html", "https://coast.example/myindex.html"),
  ])
  func `what chooses a page is kept`(address: String, normalized: String) throws {
    #expect(try #require(WebAddress(address)).normalized == normalized)
  }

  @Test(arguments: [
    "", "coast.example", "/tides", "ftp://coast.example/", "https://", "mailto:a@b.c", "https:///a",
  ])
  func `what is no web address is none`(text: String) {
    #expect(WebAddress(text) == nil)
  }

  @Test(arguments: [
    "https://coast.example/tides?a=1&utm_source=x#b", "http://www.coast.example/a/index.php?b",
    "https://coast.example:8443/a//",
  ])
  func `normalising twice changes nothing more`(address: String) throws {
    let once = try #require(WebAddress(address)).normalized
    #expect(try #require(WebAddress(once)).normalized == once)
  }

  @Test func `the address as given loses only its fragment`() throws {
    let address = try #require(WebAddress("https://www.coast.example/a?utm_source=x#b"))
    #expect(address.original == "https://www.coast.example/a?utm_source=x")
    #expect(address.host == "coast.example")
    #expect(!address.isFrontPage)
    #expect(try #require(WebAddress("https://www.coast.example/?ref=x")).isFrontPage)
  }
}

@Suite struct IdentifyingSources {
  @Test func `the address is stronger than the DOI, the ISBN and the text`() {
    var article = Article(text: "The tide.")
    #expect(article.identity.key == "text:The tide.")
    article.isbn = "9780306406157"
    #expect(article.identity.key == "isbn:9780306406157")
    article.doi = "10.5555/HARB"
    #expect(article.identity.key == "doi:10.5555/harb")
    article.url = "http://www.coast.example/tides/?utm_source=x"
    #expect(article.identity.key == "url:https://coast.example/tides")
    article.url = "no address"
    #expect(article.identity.key == "doi:10.5555/harb")
  }

  @Test func `kinds never collide`() {
    let keys = [SourceIdentity.doi("a"), .isbn("a"), .content("a")].map(\.key)
    #expect(Set(keys).count == 3)
  }
}
