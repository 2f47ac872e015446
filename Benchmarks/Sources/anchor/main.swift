// Finds passages again after the article changed: `anchor CORPUS [SEED] [ARTICLES] [--wrong]`.
//
// CORPUS holds pages/SET/PAGE.html. Of so many articles with a text of 1,000 characters or more,
// chosen by the seed, passages of 10 to 2,000 characters are anchored; then the text is edited at
// random, by words and paragraphs, and each passage is looked for without its old text. Right is a
// place that has half of what is left of the passage, and of which half is the passage. One of which
// less than two thirds are left in one place has no right place and is counted as torn; one that
// stands twice among the same words is not taken. With --wrong it shows what was missed.
import Capture
import Foundation
import Model

let arguments = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }
let showsWrong = CommandLine.arguments.contains("--wrong")
guard let corpus = arguments.first else {
  print("usage: anchor CORPUS [SEED] [ARTICLES] [--wrong]")
  exit(64)
}
let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? 1
let limit = arguments.dropFirst(2).first.flatMap { Int($0) } ?? 400
var random = Numbers(seed: seed)
let articles = try Corpus.articles(corpus, limit, using: &random)
print("\(articles.count) articles, seed \(seed)")
for rate in [0, 0.02, 0.05, 0.1, 0.2] {
  var tally = Tally()
  for article in articles {
    Trial.run(article, rate: rate, passages: 5, &tally, using: &random)
  }
  print(tally.line(rate))
  if showsWrong { for line in tally.missed.prefix(40) { print("  " + line) } }
}

var building = Times()
var finding = Times()
for start in stride(from: 0, to: articles.count, by: 20) {
  let long = Corpus.joined(articles[start...], bytes: 100_000)
  guard long.scalars.count > 25_000 else { break }
  for rate in [0, 0.05, 0.1, 0.2] {
    let text = EditedText(long.scalars, rate: rate, using: &random).text
    let anchor = building.measure { TextAnchor(text) }
    for _ in 0..<25 {
      guard let selector = long.selector(using: &random) else { continue }
      _ = finding.measure { anchor.match(selector) }
    }
    // What stands nowhere, of the article before.
    guard
      let selector = articles[(start + articles.count - 1) % articles.count].selector(
        using: &random
      )
    else { continue }
    _ = finding.measure { anchor.match(selector) }
  }
}
print("texts of 100 kB, median / 99th percentile / most:")
print("  reading the text \(building.summary)")
print("  finding a passage \(finding.summary)")
for (name, text, passage) in Hostile.texts {
  var times = Times()
  let anchor = times.measure { TextAnchor(text) }
  let first = times.summary
  var finding = Times()
  let selector = Selector(quote: TextQuoteSelector(exact: passage, prefix: "a", suffix: "b"))
  for _ in 0..<3 { _ = finding.measure { anchor.match(selector) } }
  print("  \(name): reading \(first.split(separator: " ")[0]), finding \(finding.summary)")
}
