import ArgumentParser

/// How many rows a list shows.
struct LimitOption: ParsableArguments {
  @Option(help: ArgumentHelp("At most so many; 0 for all.", valueName: "n"))
  var limit = 50

  /// The number of rows.
  var count: Int { limit == 0 ? .max : limit }

  func validate() throws {
    if limit < 0 { throw ValidationError("--limit takes 0 or more.") }
  }
}
