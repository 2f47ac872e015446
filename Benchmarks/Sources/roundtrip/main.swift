// Captures every page of a corpus, has cmark-gfm read the Markdown, and looks for each word of the
// article in what it rendered: `roundtrip CORPUS`.
//
// CORPUS holds pages/SET/PAGE.html. Prints a line for each page that lost words, then for each set
// and for all how many pages and words there were and how many were lost.
import Capture
import Foundation

struct Count {
  var pages = 0
  var words = 0
  var pagesWithLoss = 0
  var lost = 0

  static func += (left: inout Count, right: Count) {
    left.pages += right.pages
    left.words += right.words
    left.pagesWithLoss += right.pagesWithLoss
    left.lost += right.lost
  }

  func line(_ name: String) -> String {
    "\(name): \(pages) pages, \(words) words; \(lost) words lost on \(pagesWithLoss) pages"
  }
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 1 else {
  print("usage: roundtrip CORPUS")
  exit(64)
}
let pages = URL(fileURLWithPath: arguments[0]).appendingPathComponent("pages")
let files = FileManager.default

var all = Count()
for set in try files.contentsOfDirectory(atPath: pages.path).sorted() {
  let directory = pages.appendingPathComponent(set)
  var sum = Count()
  for name in try files.contentsOfDirectory(atPath: directory.path).sorted()
  where name.hasSuffix(".html") {
    let content = try Data(contentsOf: directory.appendingPathComponent(name))
    guard let page = try? WrittenPage(reading: Input(content, fileName: name)) else { continue }
    let wanted = Words(of: page.text)
    let lost = wanted.missing(from: Words(of: RenderedText.text(of: page.markdown)))
    sum += Count(
      pages: 1,
      words: wanted.count,
      pagesWithLoss: lost.isEmpty ? 0 : 1,
      lost: lost.count
    )
    if !lost.isEmpty {
      print(
        "\(set)/\(name): \(lost.count) of \(wanted.count): \(lost.prefix(12).joined(separator: " "))"
      )
    }
  }
  print(sum.line(set))
  all += sum
}
print(all.line("all"))
