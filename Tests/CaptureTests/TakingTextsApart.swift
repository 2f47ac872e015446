import Foundation
import Testing

@testable import Capture

@Suite struct TakingTextsApart {
  @Test(arguments: ["", " | ", "a", "a | b", " | a", "a | ", "a |  | b", "潮 | b | ｜", "a || b"])
  func `the parts between a separator are those that Foundation finds`(text: String) {
    for separator in [" | ", "|", "｜"] {
      #expect(text.parts(between: separator) == text.components(separatedBy: separator))
    }
  }

  @Test func `a piece occurs wherever it stands, in any case of its letters`() {
    let pieces = Pieces("json math")
    for text in ["json", "JSON", "ld+json", "x-MaTh-y", "jjson", "é math"] {
      #expect(pieces.occur(in: text), "\(text)")
    }
    for text in ["", "jso", "mat", "j son", "mаth"] { #expect(!pieces.occur(in: text), "\(text)") }
  }

  @Test func `what is compared are letters and digits of any script`() {
    #expect("The Coast-Paper, 1911!".foldedForComparison == "thecoastpaper1911")
    #expect("É 潮汐 ٣ ½".foldedForComparison == "é潮汐٣½")
  }
}
