import Foundation
import Model
import Testing

@testable import Capture

/// Pages that repeat one shape.
///
/// What is found of the first must be found of all, and nothing is looked for once for each. How long
/// that takes is measured in Benchmarks.
@Suite struct RepeatedShapes {
  private func article(_ body: String) throws -> String {
    try Article(reading: Input(Data("<article>\(body)</article>".utf8), fileName: "p.html")).text
  }

  private let prose = "The tide comes in twice a day and goes out as often, says the almanac. "

  @Test func `a quotation set large beside the text is left out, wherever the text has it`() throws
  {
    let quote = "The keeper never once asked what the numbers were for."
    let aside = "<aside class=\"pullquote\"><p>\(quote)</p></aside>"
    for body in [
      "\(aside)<p>\(prose)\(quote)</p><p>\(prose)</p>",
      "<p>\(prose)\(quote)</p>\(aside)<p>\(prose)</p>",
      "<p>\(prose)\(quote)</p>\(aside)<p>\(prose)</p>\(aside)",
    ] {
      #expect(try article(body).components(separatedBy: quote).count == 2)
    }
  }

  @Test func `of quotations that only repeat one another the last stays`() throws {
    let quote = "Whoever compares two harbours has to know what was done to each of them."
    let aside = "<div class=\"pull-quote\"><p>\(quote)</p></div>"
    let text = try article("<p>\(prose)</p>\(aside)<p>\(prose)</p>\(aside)<p>\(prose)</p>")
    #expect(text.components(separatedBy: quote).count == 2)
  }

  @Test func `spans of code without a space between are one, backticks and all`() throws {
    func code(_ pieces: String...) throws -> String {
      let spans = pieces.map { "<code>\($0)</code>" }.joined()
      return try article("<p>\(prose)\(spans)</p><p>\(prose)</p>")
    }
    #expect(try code("a", "b", "c").contains(" `abc`\n"))
    #expect(try code("a`", "`b").contains(" ```a``b```\n"))
    #expect(try code("a`b", "c", "d``e").contains(" ```a`bcd``e```\n"))
    #expect(try code("`", "`").contains(" ``` `` ```\n"))
  }

  @Test(arguments: [1, 2, 3, 5])
  func `a fence is longer than any run of backticks in the code`(run: Int) {
    let code = "a" + String(repeating: "`", count: run) + "b`c"
    #expect(MarkdownEscape.fence(for: code, atLeast: 3).count == max(3, run + 1))
    #expect(MarkdownEscape.fence(for: code, atLeast: 1).count == run + 1)
  }

  @Test func `notes keep labels of their own, however many there are`() throws {
    let references = (1...30).map { "<p>\(prose)<sup><a href=\"#n\($0)\">1</a></sup></p>" }.joined()
    let notes = (1...30).map { "<li id=\"n\($0)\">Note \($0) of the page.</li>" }.joined()
    let text = try article("\(references)<ol>\(notes)</ol>")
    for number in 1...30 { #expect(text.contains("]: Note \(number) of the page.\n")) }
    let labels = text.matches(of: /(?m)^\[\^(\w+)\]:/).map { String($0.1) }
    #expect(labels.count == 30 && Set(labels).count == 30)
  }
}
