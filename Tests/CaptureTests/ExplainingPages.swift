import Foundation
import Testing

@testable import Capture

@Suite struct ExplainingPages {
  @Test func `an explanation names the rule for each block`() throws {
    let text = FindingTheArticle.text
    let html = "<body><nav>Home</nav><div>\(text)<div class=related>Other tides</div></div>"
    let explanation = try PageExplanation(
      reading: Input(Data("<!doctype html>\(html)".utf8), fileName: "a.html")
    )
    func rule(_ text: String) -> ExtractionRule?? {
      explanation.blocks.first { $0.text.contains(text) }.map(\.rule)
    }
    #expect(rule("Home") == .frameElement)
    #expect(rule("Other tides") == .relatedName)
    #expect(rule("Nobody who lives") == .some(nil))
    #expect(
      explanation.blocks.first { $0.rule == .relatedName }?.place.hasSuffix("div.related") == true
    )
  }

  @Test func `what is no web page needs no explanation`() async {
    await expect(code: .notText) {
      _ = try PageExplanation(reading: Input(Data("# Tides".utf8), fileName: "a.md"))
    }
  }

  @Test(arguments: ["places.epub", "tides.pdf", "gauge.mhtml"])
  func `a document that can be added is not said to need another form`(name: String) async throws {
    let content = try name == "gauge.mhtml" ? Data(Self.saved.utf8) : fixture("Documents/\(name)")
    await expect(code: .notText) {
      _ = try PageExplanation(reading: Input(content, fileName: name))
    }
  }

  private static let saved = """
    MIME-Version: 1.0
    Content-Type: multipart/related; boundary="b"

    --b
    Content-Type: text/html

    <p>The gauge.</p>
    --b--
    """
}
