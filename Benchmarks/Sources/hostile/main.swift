// Captures pages made to break readers, at their full size, each in a process of its own: `hostile`.
//
// Prints, as one JSON object a page, the processor time and the memory the process took at most,
// and whether the text in the page was kept.
import Capture
import Foundation
import Model

struct Outcome: Encodable {
  let page: String
  let megabytes: Double
  var seconds = 0.0
  var peakMegabytes = 0.0
  var kept: Bool?
  var answer: String?
}

/// Reads one page in this process.
func outcome(of hostile: HostilePage) -> Outcome {
  let content = hostile.content()
  var outcome = Outcome(page: hostile.name, megabytes: Double(content.count) / 1e6)
  let before = usage()
  do {
    let article = try Article(reading: Input(content, fileName: "hostile.html", format: .html))
    outcome.kept = article.text.contains(HostilePage.word)
  } catch {
    outcome.answer = "\(error)"
  }
  let after = usage()
  outcome.seconds = after.seconds - before.seconds
  outcome.peakMegabytes = after.peakMegabytes - before.peakMegabytes
  return outcome
}

/// What this process has used of processors, and the most memory it has had.
func usage() -> (seconds: Double, peakMegabytes: Double) {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
  return (
    Double(time.tv_sec) + Double(time.tv_nsec) / 1e9, (Double(peak.filter(\.isNumber)) ?? 0) / 1e3
  )
}

if let name = CommandLine.arguments.dropFirst().first {
  guard let page = HostilePage.all.first(where: { $0.name == name }) else {
    print("usage: hostile [PAGE]\npages:\n" + HostilePage.all.map(\.name).joined(separator: "\n"))
    exit(64)
  }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(outcome(of: page)), as: UTF8.self))
} else {
  for page in HostilePage.all {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = [page.name]
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 { print(#"{"page":"\#(page.name)","failed":true}"#) }
  }
}
