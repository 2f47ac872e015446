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
}
