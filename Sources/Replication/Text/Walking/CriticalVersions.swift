/// The events that everything before leads to and everything after follows, from some event on.
///
/// Positions of what follows a critical version say nothing of what came before it, so a replay can
/// begin there.
struct CriticalVersions {
  /// The first event after the last critical version before which nothing is asked.
  let start: Int
  private let firstRun: Int
  private let ends: [Int]

  fileprivate init(start: Int, firstRun: Int, ends: [Int]) {
    self.start = start
    self.firstRun = firstRun
    self.ends = ends
  }

  /// The critical events of a run are its first ones; the index after them.
  ///
  /// - Precondition: the run does not end before ``start``.
  func end(of run: Int) -> Int { ends[run - firstRun] }
}

extension EventGraph {
  /// The critical versions from the last one on that is among the first `known` events.
  ///
  /// - Complexity: O(runs from there on).
  func criticalVersions(before known: Int) -> CriticalVersions {
    // What later events and the present version refer to, at the earliest. Where all of it is one
    // event, every earlier event leads to that one: there is no other way to the end.
    var earliest = heads.first ?? -1
    var ends: [Int] = []
    ends.reserveCapacity(known == 0 ? runs.count : 16)
    for run in runs.indices.reversed() {
      let start = runs[run].start
      let critical = max(start, min(end(of: run), earliest + 1))
      ends.append(critical)
      if start < known, critical > start {
        return CriticalVersions(start: min(critical, known), firstRun: run, ends: ends.reversed())
      }
      earliest = min(earliest, parents(of: run).first ?? -1)
    }
    return CriticalVersions(start: 0, firstRun: 0, ends: ends.reversed())
  }
}
