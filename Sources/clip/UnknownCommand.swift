import ArgumentParser

extension CommandError {
  /// What is wrong with an unknown command, with the one that may be meant.
  static func unknownCommand(_ command: String) -> CommandError {
    let names = Clip.configuration.subcommands.compactMap { $0.configuration.commandName }
    let closest = names.min { distance($0, command) < distance($1, command) }
    let isClose = closest.map { distance($0, command) <= 2 } ?? false
    return .usage(
      "there is no command \"\(command)\"",
      hint: isClose ? "Did you mean clip \(closest ?? "")?" : "clip --help lists them."
    )
  }

  /// How many letters must be put in, taken out or changed to make one word of another (Levenshtein).
  private static func distance(_ one: String, _ other: String) -> Int {
    var row = Array(0...other.count)
    for (index, letter) in one.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, otherLetter) in other.enumerated() {
        let cost =
          letter == otherLetter ? diagonal : min(diagonal, row[column], row[column + 1]) + 1
        diagonal = row[column + 1]
        row[column + 1] = cost
      }
    }
    return row.last ?? 0
  }
}
