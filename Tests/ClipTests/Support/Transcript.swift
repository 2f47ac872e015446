import Foundation
import Testing

extension World {
  /// Plays a session on a terminal and sees that it goes as it is written.
  ///
  ///     $ clip note "Low water at noon"        a command line, by the first machine
  ///     laptop$ clip list                      the same, by another
  ///     Noted {tide}  note  Low water at noon  a line on stdout
  ///     ! clip: …                              a line on stderr
  ///     ? 10                                   the exit code, where it is not 0
  ///
  /// `{name}` stands for an id, the same everywhere in a test, in commands too; `{time}` for a time,
  /// `{root}` for the directory, `{digits}` for hexadecimal ones, `{…}` for anything; a line `…` for
  /// any lines.
  func play(_ transcript: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var steps = Step.all(in: transcript)
    for index in steps.indices {
      let step = steps[index]
      let command = substituted(step.command)
      let outcome = try machine(step.machine ?? main).shell(command)
      let actual = Step.Result(outcome)
      if !matches(actual, step.expected) {
        steps[index].expected = actual
        Issue.record(
          """
          clip answered otherwise. What it said:
          \(named(steps[index].description))
          What was expected:
          \(step.description)
          """,
          sourceLocation: sourceLocation
        )
        break
      }
    }
    try check(sourceLocation: sourceLocation)
  }

  private func matches(_ actual: Step.Result, _ expected: Step.Result) -> Bool {
    matches(actual.stdout, expected.stdout) && matches(actual.stderr, expected.stderr)
      && actual.code == expected.code
  }

  private func matches(_ actual: [String], _ expected: [String]) -> Bool {
    guard let first = expected.first else { return actual.isEmpty }
    if first == "…" {
      return (0...actual.count).contains {
        matches(Array(actual.dropFirst($0)), Array(expected.dropFirst()))
      }
    }
    guard let line = actual.first, matches(line, first) else { return false }
    return matches(Array(actual.dropFirst()), Array(expected.dropFirst()))
  }

  /// Compares one line, and learns the ids that have a name from now on.
  private func matches(_ line: String, _ pattern: String) -> Bool {
    var expression = ""
    var captured: [String] = []
    var rest = pattern[...]
    while let hole = rest.firstMatch(of: /\{([^{}":,]+)\}/) {
      expression += NSRegularExpression.escapedPattern(for: String(rest[..<hole.range.lowerBound]))
      let name = String(hole.1)
      switch name {
      case "time": expression += #"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| UTC)"#
      case "digits": expression += "[0-9a-f]+"
      case "…": expression += ".*"
      case "root": expression += NSRegularExpression.escapedPattern(for: root.path)
      default:
        captured.append(name)
        expression += "([0-9a-f]{8}(?:[0-9a-f]{24})?)"
      }
      rest = rest[hole.range.upperBound...]
    }
    expression += NSRegularExpression.escapedPattern(for: String(rest))
    guard let regex = try? Regex("^" + expression + "$"), let match = line.wholeMatch(of: regex)
    else { return false }
    var learned = names
    for (name, output) in zip(captured, match.output.dropFirst()) {
      let id = String(output.substring ?? "")
      let known = learned[name] ?? ""
      guard id.hasPrefix(known) || known.hasPrefix(id) else { return false }
      if id.count > known.count { learned[name] = id }
    }
    names = learned
    return true
  }

  private func substituted(_ command: String) -> String {
    names.reduce(command.replacingOccurrences(of: "{root}", with: root.path)) { command, name in
      command.replacingOccurrences(of: "{\(name.key)}", with: name.value)
    }
  }

  /// The text with what has a name called by it.
  private func named(_ text: String) -> String {
    names.reduce(text.replacingOccurrences(of: root.path, with: "{root}")) { text, name in
      text.replacingOccurrences(of: name.value, with: "{\(name.key)}")
        .replacingOccurrences(of: name.value.prefix(8), with: "{\(name.key)}")
    }
  }
}

/// A command and what it answers.
private struct Step: CustomStringConvertible {
  let machine: String?
  var command: String
  var expected = Result()

  struct Result {
    var stdout: [String] = []
    var stderr: [String] = []
    var code: Int32 = 0

    init() {}

    init(_ outcome: Outcome) {
      stdout = Self.lines(outcome.stdout)
      stderr = Self.lines(outcome.stderr)
      code = outcome.code
    }

    private static func lines(_ text: String) -> [String] {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return text.hasSuffix("\n") || text.isEmpty ? lines.dropLast() : lines
    }
  }

  static func all(in transcript: String) -> [Step] {
    var steps: [Step] = []
    for line in transcript.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    {
      if let prompt = line.wholeMatch(of: /([a-z]*)\$ (.*)/) {
        let machine = prompt.1.isEmpty ? nil : String(prompt.1)
        steps.append(Step(machine: machine, command: String(prompt.2)))
      } else if let last = steps.indices.last {
        steps[last].add(line)
      }
    }
    return steps
  }

  private mutating func add(_ line: String) {
    if command.hasSuffix("\\") {
      command += "\n" + line
    } else if line == "!" || line.hasPrefix("! ") {
      expected.stderr.append(String(line.dropFirst(2)))
    } else if line.hasPrefix("? "), let code = Int32(line.dropFirst(2)) {
      expected.code = code
    } else {
      expected.stdout.append(line)
    }
  }

  var description: String {
    var lines = ["\(machine ?? "")$ \(command)"] + expected.stdout
    lines += expected.stderr.map { "! \($0)" }
    if expected.code != 0 { lines.append("? \(expected.code)") }
    return lines.joined(separator: "\n")
  }
}
