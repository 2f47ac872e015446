import TestSupport
import Testing

@testable import Replication

@Suite struct RunsOfEvents {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `keep each event's kind and position, in as few runs as follow one another`(
    seed: UInt64
  ) {
    // Given events one by one, in runs of every kind
    var random = SeededGenerator(seed: seed)
    var events: [EventRun] = []
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let kind: EventRun.Kind =
        [.insertion, .deletion, .backwardDeletion].randomElement(using: &random) ?? .deletion
      let count = Int.random(in: 1...5, using: &random)
      let run = EventRun(kind: kind, position: Int.random(in: 5...9, using: &random), count: count)
      events += (0..<count).map { event(run, $0) }
    }

    // When
    var runs = EventRuns()
    for event in events {
      if event.kind == .insertion {
        runs.insert(["x"], at: event.position)
      } else {
        runs.append(event)
      }
    }

    // Then the runs say the same, from any event to any other
    #expect(runs.count == events.count)
    #expect(
      runs.entries.flatMap { entry in (0..<entry.run.count).map { event(entry.run, $0) } } == events
    )
    let first = Int.random(in: 0..<events.count, using: &random)
    let end = Int.random(in: first...events.count, using: &random)
    var found: [EventRun] = []
    runs.forEach(in: first..<end) { run, content in
      if run.kind == .insertion {
        #expect(runs.events(inserting: content..<content + 1).lowerBound == first + found.count)
      }
      found += (0..<run.count).map { event(run, $0) }
    }
    #expect(found == Array(events[first..<end]))
    #expect(runs.inserted(by: first..<end).count == found.count { $0.kind == .insertion })
  }

  @Test(arguments: [
    (EventRun.Kind.insertion, [3, 4, 5]), (.deletion, [3, 3, 3]), (.deletion, [5, 4, 3]),
  ])
  func `of one kind whose positions follow are one`(kind: EventRun.Kind, positions: [Int]) {
    var runs = EventRuns()
    for position in positions {
      if kind == .insertion {
        runs.insert(["x"], at: position)
      } else {
        runs.append(EventRun(kind: kind, position: position, count: 1))
      }
    }

    #expect(runs.entries.count == 1)
    #expect(runs.entries.first?.run.positions == 3..<6)
  }

  /// One event of a run; a single one has no direction.
  private func event(_ run: EventRun, _ offset: Int) -> EventRun {
    var event = run.part(offset, 1)
    if event.kind == .backwardDeletion { event.kind = .deletion }
    return event
  }
}

@Suite struct TextBuffers {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `hold what a plain array would`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var plain = Array("The beginning. ".unicodeScalars)
    var buffer = TextBuffer(plain)
    for step in 0..<300 {
      let position = Int.random(in: 0...plain.count, using: &random)
      if Bool.random(using: &random) || plain.count < 10 {
        // Sometimes more than several chunks hold
        let count = Int.random(in: 0...(step.isMultiple(of: 40) ? 6_000 : 30), using: &random)
        let more = (0..<count).map { Unicode.Scalar(UInt8(97 + ($0 + step) % 26)) }
        plain.insert(contentsOf: more, at: position)
        buffer.insert(more[...], at: position)
      } else {
        let most = step.isMultiple(of: 30) ? plain.count - position : 40
        let end = Int.random(in: position...min(plain.count, position + most), using: &random)
        plain.removeSubrange(position..<end)
        buffer.remove(position..<end)
      }
      #expect(buffer.count == plain.count)
    }
    #expect(buffer.scalars == plain)
    #expect(buffer.string == string(plain))
    buffer.remove(0..<buffer.count)
    buffer.insert(["a"], at: 0)
    #expect(buffer.string == "a")
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `scalars of a text are those of its view, and back`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let text = string(random.text(ofAtMost: 40))

    #expect(Array(scalarsOf: text) == scalars(text))
    #expect(String(scalars: scalars(text)).utf8.elementsEqual(text.utf8))
  }
}
