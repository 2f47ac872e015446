// Captures every page of a corpus as `clip add FILE` does: `extract CORPUS OUT [--without RULE]…
// [--evidence] [--trials]`.
//
// With --evidence the outputs have what was found for each field, too; with --trials what comes out without
// each rule for fields, where that is something else.
//
// CORPUS holds pages/SET/PAGE.html; OUT gets SET/PAGE.json with what the scorer reads. Prints, as one
// JSON object, how many pages there were, the processor time of all and of the slowest.
import Capture
import Foundation
import Model

struct Fields: Encodable, Equatable {
  let title: String?
  let authors: [String]
  let published: String?
  let site: String?
  let lang: String?
  let excerpt: String?
  let canonical: String?
  // Judged by nobody, but looked at for whether a rule does anything.
  let modified: String?
  let doi: String?
  let isbn: String?
  let licence: String?

  init(_ article: Article) {
    title = article.title
    authors = article.authors
    published = article.published
    site = article.site
    lang = article.language
    excerpt = article.excerpt
    canonical = article.url
    modified = article.modified
    doi = article.doi
    isbn = article.isbn
    licence = article.licence
  }
}

struct Output: Encodable {
  let fields: Fields
  let markdown: String
  var evidence: [Found]?
  var without: [String: Fields]?

  private enum CodingKeys: String, CodingKey { case markdown, evidence, without }

  struct Found: Encodable {
    let field, value, source: String
    let confidence: Double
    let chosen: Bool
  }

  init(_ article: Article) {
    fields = Fields(article)
    markdown = article.text
  }

  mutating func addEvidence(of article: Article) {
    evidence = article.evidence.map { found in
      Found(
        field: found.field.rawValue,
        value: found.value,
        source: found.source,
        confidence: found.confidence,
        chosen: found.isChosen
      )
    }
  }

  /// What found nothing changes nothing when it is off.
  mutating func addTrials(_ trials: FieldTrials, of article: Article) {
    var without: [String: Fields] = [:]
    let found = Set(article.evidence.map(\.source)).union(MetadataRules.weighing)
    for rule in MetadataRules.names where found.contains(rule) {
      let fields = Fields(trials.article(without: [rule]))
      if fields != self.fields { without[rule] = fields }
    }
    self.without = without
  }

  func encode(to encoder: any Encoder) throws {
    try fields.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(markdown, forKey: .markdown)
    try container.encodeIfPresent(evidence, forKey: .evidence)
    try container.encodeIfPresent(without, forKey: .without)
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
let withTrials = arguments.contains("--trials")
arguments.removeAll { $0 == "--evidence" || $0 == "--trials" }
guard arguments.count == 2 else {
  let names = ExtractionRule.allCases.map(\.rawValue).joined(separator: " ")
  print("usage: extract CORPUS OUT [--without RULE]… [--evidence] [--trials]\nrules: \(names)")
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
      let input = Input(content, fileName: name)
      let article = try Article(
        reading: input,
        without: rules,
        metadataRules: metadataRules
      )
      let seconds = processorSeconds() - start
      let file = out.appendingPathComponent(set)
        .appendingPathComponent(String(name.dropLast(5)) + ".json")
      var output = Output(article)
      if withEvidence { output.addEvidence(of: article) }
      if withTrials { output.addTrials(try FieldTrials(reading: input), of: article) }
      try encoder.encode(output).write(to: file)
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
