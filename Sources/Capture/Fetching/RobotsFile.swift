import Foundation

/// What a host's robots.txt says of the time between two requests.
///
/// The grouping is that of RFC 9309; `Crawl-delay` is in no standard and in many files. Its other
/// rules are for programs that follow links on their own, which clip does not.
struct RobotsFile {
  private let text: String

  init(_ content: Data) {
    text = String(decoding: content.prefix(Limits.robotsBytes), as: UTF8.self)
  }

  /// The delay for a program of that name: of the groups that name it, else of those for all.
  func delay(for agent: String) -> Duration? {
    var delays: [String: Double] = [:]
    var agents: [String] = []
    var isNaming = false
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.prefix { $0 != "#" }.split(separator: ":", maxSplits: 1)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else { continue }
      switch parts[0].lowercased() {
      case "user-agent":
        // Several lines in a row begin one group.
        if !isNaming { agents = [] }
        isNaming = true
        agents.append(parts[1].lowercased())
      case "crawl-delay":
        isNaming = false
        guard let seconds = Double(parts[1]), seconds.isFinite, seconds >= 0 else { continue }
        for agent in agents { delays[agent] = max(delays[agent] ?? 0, seconds) }
      default: isNaming = false
      }
    }
    // Far more than anybody waits for, and few enough to count with.
    return (delays[agent.lowercased()] ?? delays["*"]).map { .seconds(min($0, 1e6)) }
  }
}
