import Testing

@testable import Capture

@Suite struct RewritingStyles {
  private func rewritten(_ style: String) -> String {
    StyleText.rewritten(style) { reference, use in "\(use):\(reference)" }
  }

  @Test(arguments: [
    ("a { background: url(x.png) }", "a { background: url(\"display:x.png\") }"),
    ("a { background: URL( 'x y.png' ) }", "a { background: url(\"display:x y.png\") }"),
    ("@import \"a.css\" screen;", "@import url(\"style:a.css\") screen;"),
    ("@IMPORT url(a.css);", "@IMPORT url(\"style:a.css\");"),
    ("a{background:u\\72l(x)}", "a{background:u\\72l(x)}"),
    ("a { src: url(\\66oo\\.png) }", "a { src: url(\"display:foo.png\") }"),
    ("/* url(x) @import 'y'; */ b", "/* url(x) @import 'y'; */ b"),
    ("a::before { content: \"url(x)\" }", "a::before { content: \"url(x)\" }"),
    ("a { b: my-url(x) }", "a { b: my-url(x) }"),
    ("a { b: url(data:image/png;base64,AA==) }", "a { b: url(\"data:image/png;base64,AA==\") }"),
    ("a { b: url(#gradient) }", "a { b: url(\"#gradient\") }"),
    ("a { b: url(", "a { b: url(\"display:\")"), ("/* never closed", "/* never closed"),
    ("a { b: 'never closed\n url(x) }", "a { b: 'never closed\n url(\"display:x\") }"),
    ("@import;a{b:url(x)}", "@import;a{b:url(\"display:x\")}"), ("", ""), ("\\", "\\"),
  ])
  func `references are replaced, and nothing else`(style: String, expected: String) {
    #expect(rewritten(style) == expected)
  }

  @Test func `an address cannot leave the place it is put in`() {
    let style = StyleText.rewritten("a { b: url(x) }") { _, _ in
      "\");} @import \"http://a.example/\n\\"
    }
    #expect(style == "a { b: url(\"\\22 );} @import \\22 http://a.example/\\a \\5c \") }")
  }

  @Test(arguments: UInt64(1)...50)
  func `any bytes are read to their end`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "url(", ")", "\"", "'", "\\", "/*", "*/", "@import", ";", "{", "é", " ", "u", "\n", "6",
    ]
    let style = (0..<200).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
    let once = StyleText.rewritten(style) { _, _ in "data:," }
    // What was rewritten asks for nothing more.
    var asked: [String] = []
    _ = StyleText.rewritten(once) { reference, _ in
      asked.append(reference)
      return nil
    }
    #expect(asked.isEmpty, "seed \(seed): \(style)")
  }
}
