// Captures every page of a corpus as `clip add FILE` does: `extract CORPUS OUT [--without RULE]…
// [--evidence]`; with the last, what was found for each field goes into the output, too.
//
// CORPUS holds pages/SET/PAGE.html; OUT gets SET/PAGE.json with what the scorer reads. Prints, as one
// JSON object, how many pages there were, the processor time of all and of the slowest.
import Capture
import Foundation
import Model

struct Output: Encodable {
  let title: String?
  let authors: [String]
  let published: String?
  let site: String?
  let lang: String?
  let excerpt: String?
  let canonical: String?
  let markdown: String
  let evidence: [Found]?

  struct Found: Encodable {
    let field, value, source: String
    let confidence: Double
    let chosen: Bool
  }

  init(_ article: Article, withEvidence: Bool) {
    title = article.title
    authors = article.authors
    published = article.published
    site = article.site
    lang = article.language
    excerpt = article.excerpt
    canonical = article.url
    markdown = article.text
    evidence =
      !withEvidence
      ? nil
      : article.evidence.map { found in
        Found(
          field: found.field.rawValue,
          value: found.value,
          source: found.source,
          confidence: found.confidence,
          chosen: found.isChosen
        )
      }
  }
}

struct Summary: Encodable {
  var pages = 0
  var refused: [String] = []
  var seconds = 0.0
  var pagesPerSecond = 0.0
  var slowest = ""
  var slowestSeconds = 0.0
}

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

var arguments = Array(CommandLine.arguments.dropFirst())
var rules: Set<ExtractionRule> = []
var metadataRules: Set<String> = []
while let option = arguments.firstIndex(of: "--without"), option + 1 < arguments.count {
  let name = arguments[option + 1]
  if let rule = ExtractionRule(rawValue: name) {
    rules.insert(rule)
  } else if MetadataRules.names.contains(name) {
    metadataRules.insert(name)
  } else {
    break
  }
  arguments.removeSubrange(option...option + 1)
}
let withEvidence = arguments.contains("--evidence")
arguments.removeAll { $0 == "--evidence" }
guard arguments.count == 2 else {
  let names = ExtractionRule.allCases.map(\.rawValue).joined(separator: " ")
  print("usage: extract CORPUS OUT [--without RULE]… [--evidence]\nrules: \(names)")
  print("rules for fields: \(MetadataRules.names.joined(separator: ", "))")
  exit(64)
}
let pages = URL(fileURLWithPath: arguments[0]).appendingPathComponent("pages")
let out = URL(fileURLWithPath: arguments[1])
let files = FileManager.default
let encoder = JSONEncoder()
encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]

var summary = Summary()
for set in try files.contentsOfDirectory(atPath: pages.path).sorted() {
  let directory = pages.appendingPathComponent(set)
  try files.createDirectory(
    at: out.appendingPathComponent(set),
    withIntermediateDirectories: true
  )
  for name in try files.contentsOfDirectory(atPath: directory.path).sorted()
  where name.hasSuffix(".html") {
    let content = try Data(contentsOf: directory.appendingPathComponent(name))
    let start = processorSeconds()
    do {
      let article = try Article(
        reading: Input(content, fileName: name),
        without: rules,
        metadataRules: metadataRules
      )
      let seconds = processorSeconds() - start
      let file = out.appendingPathComponent(set)
        .appendingPathComponent(String(name.dropLast(5)) + ".json")
      try encoder.encode(Output(article, withEvidence: withEvidence)).write(to: file)
      summary.seconds += seconds
      if seconds > summary.slowestSeconds {
        (summary.slowest, summary.slowestSeconds) = ("\(set)/\(name)", seconds)
      }
    } catch let error as CaptureError {
      summary.refused.append("\(set)/\(name): \(error)")
    }
    summary.pages += 1
  }
}
summary.pagesPerSecond = Double(summary.pages) / summary.seconds
print(String(decoding: try encoder.encode(summary), as: UTF8.self))
