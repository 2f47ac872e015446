import Capture
import Foundation
import Model
import Testing

@Suite struct CheckingInputs {
  private func refusal(_ bytes: [UInt8], name: String? = "tides.html") throws -> CaptureError {
    try #require(throws: CaptureError.self) {
      _ = try Article(reading: Input(Data(bytes), fileName: name))
    }
  }

  @Test(arguments: ["", " \n\t\r\n "])
  func `an empty input is named`(text: String) throws {
    let error = try refusal(Array(text.utf8))
    #expect(error.code == .empty)
    #expect(error.message == "tides.html is empty")
    #expect(try refusal(Array(text.utf8), name: nil).message == "standard input is empty")
  }

  @Test(
    arguments: [
      (Array("%PDF-1.7\n".utf8), "a PDF"),
      ([0x50, 0x4B, 3, 4, 0, 0], "a zip archive or an e-book"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D], "a picture"),
      ([UInt8](repeating: 0, count: 100), "no text"),
      (Array("abc".utf8) + (0..<200).map { UInt8($0 % 9) }, "no text"),
    ] as [([UInt8], String)]
  )
  func `what is no text is said to be what it is`(bytes: [UInt8], kind: String) throws {
    let error = try refusal(bytes)
    #expect(error.code == .binary)
    #expect(error.message.contains(kind))
    #expect(error.message.hasPrefix("tides.html"))
    #expect(error.hint != nil)
  }

  @Test func `an input past the limit is refused`() throws {
    let error = try refusal([UInt8](repeating: 97, count: (64 << 20) + 1))
    #expect(error.code == .tooLarge)
  }

  @Test func `what the server calls a picture is no page`() throws {
    let error = try #require(throws: CaptureError.self) {
      _ = try Article(
        reading: Input(Data("x".utf8), address: "https://a.example/b", contentType: "image/svg+xml")
      )
    }
    #expect(error.code == .notText)
  }

  @Test(arguments: [
    ("a.html", nil, "x", "text/html"), ("a.HTM", nil, "x", "text/html"),
    ("a.md", nil, "<p>x", "text/markdown"), ("a.txt", nil, "# x", "text/plain"),
    (nil, "text/html; charset=utf-8", "x", "text/html"), (nil, "text/plain", "x", "text/plain"),
    ("https://a.example/readme.md?raw=1", "text/plain", "x", "text/markdown"),
    (nil, nil, "\n <!DOCTYPE html><p>x", "text/html"), (nil, nil, "<div>x</div>", "text/html"),
    (nil, nil, "# Tides\n\nx", "text/markdown"),
    (nil, nil, "---\ntitle: x\n---\n", "text/markdown"),
    (nil, nil, "The tide < the wall.", "text/plain"),
  ])
  func `the format is known by type, name or look`(
    name: String?,
    type: String?,
    text: String,
    expected: String
  ) throws {
    let input = Input(Data(text.utf8), fileName: name, contentType: type)
    #expect(try Article(reading: input).page?.mediaType == expected)
  }
}
