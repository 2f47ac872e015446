import Testing

@testable import Capture

@Suite struct PicturesOfTexts {
  @Test func `addresses of pictures are found in the text, each once`() {
    let text = """
      ![A pier](https://a.example/pier_(old).png) and [a link](https://a.example/) and ![](<b c.png>)
      ![A \\] pier](https://a.example/a\\_b.png?c=1&amp;copy;=2) ![again](https://a.example/pier_(old).png)
      """
    #expect(
      MarkdownPictures.addresses(in: text)
        == ["https://a.example/pier_(old).png", "b c.png", "https://a.example/a_b.png?c=1&copy;=2"]
    )
  }

  @Test func `addresses are replaced where there is another`() {
    let text = "![A](https://a.example/a.png) ![B](b.png) [C](https://a.example/a.png)"
    let replaced = MarkdownPictures.replacing(in: text) {
      $0 == "https://a.example/a.png" ? "tides_files/1.png" : nil
    }
    #expect(replaced == "![A](<tides_files/1.png>) ![B](b.png) [C](https://a.example/a.png)")
  }

  @Test func `a picture with a caption is one, too`() {
    let text = #"![A](https://a.example/a.png "The \"old\" pier (1911)") ![B](b.png "")"#
    #expect(MarkdownPictures.addresses(in: text) == ["https://a.example/a.png", "b.png"])
    #expect(
      MarkdownPictures.replacing(in: text) { _ in "1.png" }
        == #"![A](<1.png> "The \"old\" pier (1911)") ![B](<1.png> "")"#
    )
  }

  @Test(arguments: [
    "", "![", "![]()", "![a](", "![a](b", "!!![[]](x)", "![a\\](b)", "![a](b \"c)",
    "![a](b \"c\\\")",
  ])
  func `what is no picture stays`(text: String) {
    #expect(MarkdownPictures.replacing(in: text) { $0.isEmpty ? nil : "x" } == text)
  }
}
