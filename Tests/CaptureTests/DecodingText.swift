import Foundation
import Testing

@testable import Capture

@Suite struct DecodingText {
  private func text(_ bytes: [UInt8], contentType: String? = nil) -> String {
    TextDecoding(Data(bytes)).text(contentType: contentType, isHTML: true)
  }

  @Test(
    arguments: [
      ([0xEF, 0xBB, 0xBF, 0x61], "a"),
      ([0xFF, 0xFE, 0xE9, 0x00, 0x61, 0x00], "éa"),
      ([0xFE, 0xFF, 0x00, 0xE9, 0x00, 0x61], "éa"),
    ] as [([UInt8], String)]
  )
  func `a byte order mark decides`(bytes: [UInt8], expected: String) {
    #expect(text(bytes, contentType: "text/html; charset=iso-8859-1") == expected)
  }

  @Test func `valid UTF-8 is UTF-8, whatever the server says`() {
    #expect(text(Array("Möwe".utf8), contentType: "text/html; charset=iso-8859-1") == "Möwe")
  }

  @Test(
    arguments: [
      ("windows-1252", [0x93, 0x4D, 0xF6, 0x77, 0x65, 0x94], "“Möwe”"),
      ("iso-8859-1", [0x93, 0xE9, 0x94], "“é”"),
      ("gb2312", [0xB3, 0xB1, 0xCF, 0xAB], "潮汐"),
      ("Shift_JIS", [0x92, 0xAA], "潮"),
      ("euc-kr", [0xB9, 0xD9, 0xB4, 0xD9], "바다"),
      ("big5", [0xBC, 0xE9], "潮"),
      ("koi8-r", [0xCD, 0xCF, 0xD2, 0xC5], "море"),
    ] as [(String, [UInt8], String)]
  )
  func `the declared character set is used`(label: String, bytes: [UInt8], expected: String) {
    // By the server
    #expect(text(bytes, contentType: "text/html;charset=\"\(label)\"") == expected)
    // By the page
    let meta = "<meta http-equiv=Content-Type content=\"text/html; charset=\(label)\">"
    #expect(text(Array(meta.utf8) + bytes) == meta + expected)
  }

  @Test(
    arguments: [
      ([0x93, 0x41, 0x64, 0x61, 0x94, 0x20, 0xE9, 0x74, 0xE9], "“Ada” été"),
      // 内港每天两次退潮
      (
        [
          0xC4, 0xDA, 0xB8, 0xDB, 0xC3, 0xBF, 0xCC, 0xEC, 0xC1, 0xBD, 0xB4, 0xCE, 0xCD, 0xCB, 0xB3,
          0xB1,
        ],
        "内港每天两次退潮"
      ),
    ] as [([UInt8], String)]
  )
  func `what declares nothing is guessed`(bytes: [UInt8], expected: String) {
    #expect(text(bytes) == expected)
  }

  @Test func `broken bytes are replaced and the rest survives`() {
    let bytes = Array("Möwen über dem Hafen, für".utf8) + [0xFF] + Array(" immer – über".utf8)
    #expect(text(bytes) == "Möwen über dem Hafen, für\u{FFFD} immer – über")
    let gbk: [UInt8] = [0xB3, 0xB1, 0xFF, 0x61]
    #expect(text(gbk, contentType: "text/html; charset=gbk") == "潮\u{FFFD}a")
  }

  @Test func `a label nobody knows is passed over`() {
    #expect(text([0xE9, 0x74, 0xE9], contentType: "text/html; charset=x-nonsense") == "été")
  }

  @Test(arguments: UInt64(1)...20)
  func `random bytes decode to some text`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = (0..<Int.random(in: 0..<3000, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    let labels = ["gbk", "shift_jis", "euc-jp", "big5", "utf-16", "iso-2022-jp", "cp949", "utf-7"]
    for label in labels { _ = text(bytes, contentType: "text/html; charset=\(label)") }
    _ = text(bytes)
  }
}
