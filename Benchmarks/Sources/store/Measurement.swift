import Foundation

/// What one measurement found, printed as one JSON object a line.
struct Measurement: Encodable {
  let name: String
  /// Median wall time.
  let milliseconds: Double
  /// Median processor time, which a busy machine disturbs less.
  let processorMilliseconds: Double
  /// The same of what it is compared with, run in turn with it.
  let baselineMilliseconds: Double?
  let baselineProcessorMilliseconds: Double?
  /// Of the medians of wall time.
  let ratio: Double?
  /// How many things were written or read.
  let rows: Int

  /// Times `body` beside `baseline`, so many times in turn.
  ///
  /// Each is given what its own untimed preparation makes.
  static func take<Prepared, Plain>(
    _ name: String,
    rows: Int,
    runs: Int,
    preparing prepare: () throws -> Prepared,
    _ body: (Prepared) throws -> Void,
    preparingBaseline: () throws -> Plain,
    baseline: (Plain) throws -> Void
  ) throws -> Measurement {
    var times: [Time] = []
    var plain: [Time] = []
    for _ in 0..<runs {
      let place = try prepare()
      times.append(try .of { try body(place) })
      let other = try preparingBaseline()
      plain.append(try .of { try baseline(other) })
    }
    return Measurement(name, rows: rows, times, beside: plain)
  }

  /// Times `body` alone.
  static func take<Prepared>(
    _ name: String,
    rows: Int,
    runs: Int,
    preparing prepare: () throws -> Prepared,
    _ body: (Prepared) throws -> Void
  ) throws -> Measurement {
    var times: [Time] = []
    for _ in 0..<runs {
      let place = try prepare()
      times.append(try .of { try body(place) })
    }
    return Measurement(name, rows: rows, times, beside: [])
  }

  private init(_ name: String, rows: Int, _ times: [Time], beside plain: [Time]) {
    self.name = name
    self.rows = rows
    let wall = times.map(\.wall).median ?? 0
    let plainWall = plain.map(\.wall).median
    milliseconds = wall.rounded(toPlaces: 3)
    processorMilliseconds = (times.map(\.processor).median ?? 0).rounded(toPlaces: 3)
    baselineMilliseconds = plainWall?.rounded(toPlaces: 3)
    baselineProcessorMilliseconds = plain.map(\.processor).median?.rounded(toPlaces: 3)
    ratio = plainWall.map { (wall / $0).rounded(toPlaces: 2) }
  }

  func show() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    FileHandle.standardOutput.write(try encoder.encode(self) + Data("\n".utf8))
  }
}

/// How long something took, in milliseconds.
private struct Time {
  let wall: Double
  let processor: Double

  static func of(_ body: () throws -> Void) rethrows -> Time {
    let clock = ContinuousClock()
    let processor = ProcessInfo.processInfo.processorMilliseconds
    let wall = try clock.measure(body)
    return Time(
      wall: Double(wall.components.seconds) * 1e3 + Double(wall.components.attoseconds) / 1e15,
      processor: ProcessInfo.processInfo.processorMilliseconds - processor
    )
  }
}

extension [Double] {
  fileprivate var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    let scale = pow(10, Double(places))
    return (self * scale).rounded() / scale
  }
}
