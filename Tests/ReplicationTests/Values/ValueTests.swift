import TestSupport
import Testing

@testable import Replication

@Suite struct Values {
  @Test func `two spellings of one letter are two values`() {
    // Given: Swift's strings are equal when their letters look alike
    let composed = "caf\u{e9}"
    let decomposed = "cafe\u{301}"
    #expect(composed == decomposed)

    // Then values are not: replicas compare bytes
    #expect(Value.text(composed) != .text(decomposed))
    #expect(Value.list([composed]) != .list([decomposed]))
    #expect(Set([Value.text(composed), .text(decomposed)]).count == 2)
    #expect(Value.text(decomposed) < .text(composed))
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `their order is total`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let (one, two, three) = (random.anyValue(), random.anyValue(), random.anyValue())

    #expect([one < two, two < one, one == two].count { $0 } == 1)
    if one < two, two < three { #expect(one < three) }
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `kept values of any rules merge alike in any order`(seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let rules: [KeptValue.Rule] = [.earliest, .latest, .union]
    let values = (0..<3).map { _ in
      KeptValue(random.value(), rule: rules.randomElement(using: &random) ?? .union)
    }

    // When
    func merged(_ order: [Int]) -> KeptValue {
      var result = values[order[0]]
      for index in order.dropFirst() { result.merge(values[index]) }
      return result
    }
    let ends = [
      [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 1, 2, 2, 0, 1],
    ]
    .map(merged)

    // Then
    #expect(Set(ends).count == 1)
  }
}

@Suite struct MergingTags {
  private let here = ReplicaID(high: 1, low: 0)
  private let there = ReplicaID(high: 2, low: 0)

  @Test func `a tag removed here and added there stays`() {
    // Given a tag that both have
    var tags = AddWinsSet()
    let tag = Value.text("to read")
    tags.insert(tag, in: context(here, 1, seen: [:]))

    // When one removes it and the other, not knowing, adds it again
    tags.remove(tag, in: context(here, 2, seen: [here: 1]))
    tags.insert(tag, in: context(there, 1, seen: [here: 1]))

    // Then
    #expect(tags.elements == [tag])
  }

  @Test func `a removal that has seen every addition removes`() {
    var tags = AddWinsSet()
    let tag = Value.text("to read")
    tags.insert(tag, in: context(here, 1, seen: [:]))
    tags.insert(tag, in: context(there, 1, seen: [:]))

    tags.remove(tag, in: context(here, 2, seen: [here: 1, there: 1]))

    #expect(tags.isEmpty)
  }
}

@Suite struct WritingFields {
  private let here = ReplicaID(high: 1, low: 0)
  private let there = ReplicaID(high: 2, low: 0)

  @Test(arguments: [0, 1, 1_000, UInt64.max])
  func `a write that has seen another replaces it whatever its clock says`(clock: UInt64) {
    // Given a write by a clock that runs far ahead
    var field = Register([
      Register.Write(value: .text("old"), stamp: context(there, 1, seen: [:], clock: .max).stamp)
    ])

    // When
    field.write(.text("new"), in: context(here, 1, seen: [there: 1], clock: clock))

    // Then
    #expect(field.writes.map(\.value) == [.text("new")])
  }

  @Test func `concurrent writes stay and the latest clock is shown`() {
    var field = Register([
      Register.Write(value: .text("late"), stamp: context(here, 1, seen: [:], clock: 9).stamp)
    ])

    field.write(.text("early"), in: context(there, 1, seen: [:], clock: 8))

    #expect(field.shown == .text("late"))
    #expect(field.writes.map(\.value) == [.text("late"), .text("early")])
    #expect(field.isConflicting)
  }

  @Test func `of concurrent writes of one clock the greater replica's is shown`() {
    for (first, second) in [(here, there), (there, here)] {
      var field = Register([
        Register.Write(
          value: .text("\(first)"),
          stamp: context(first, 1, seen: [:], clock: 5).stamp
        )
      ])

      field.write(.text("\(second)"), in: context(second, 1, seen: [:], clock: 5))

      #expect(field.writes.map(\.value) == [.text("\(there)"), .text("\(here)")])
    }
  }

  @Test func `equal concurrent values are no conflict`() {
    var field = Register([
      Register.Write(value: .text("same"), stamp: context(here, 1, seen: [:]).stamp)
    ])

    field.write(.text("same"), in: context(there, 1, seen: [:]))

    #expect(field.writes.count == 2)
    #expect(!field.isConflicting)
  }
}

@Suite struct Trashing {
  private let here = ReplicaID(high: 1, low: 0)
  private let there = ReplicaID(high: 2, low: 0)

  @Test func `an edit that the trashing had not seen brings the item back and says why`() {
    // Given an item edited here and trashed there in knowledge of that
    var trash = Trash()
    trash.edit(in: context(here, 1, seen: [:]))
    let trashing = context(there, 1, seen: [here: 1])
    trash.trash(in: trashing)
    #expect(trash.isTrashed)

    // When an edit arrives that was made meanwhile
    trash.edit(in: context(here, 2, seen: [here: 1]))

    // Then
    #expect(!trash.isTrashed)
    #expect(trash.undone.map(\.stamp) == [trashing.stamp])
  }

  @Test func `an edit that follows the trashing brings the item back without a word`() {
    var trash = Trash()
    trash.edit(in: context(here, 1, seen: [:]))
    trash.trash(in: context(there, 1, seen: [here: 1]))

    trash.edit(in: context(here, 2, seen: [here: 1, there: 1]))

    #expect(!trash.isTrashed)
    #expect(trash.undone.isEmpty)
  }

  @Test func `one of two concurrent trashings is enough when it covers all edits`() {
    var trash = Trash()
    trash.edit(in: context(here, 1, seen: [:]))
    trash.trash(in: context(there, 1, seen: [:]))
    #expect(!trash.isTrashed)

    trash.trash(in: context(here, 2, seen: [here: 1]))

    #expect(trash.isTrashed)
    #expect(trash.undone.isEmpty)
  }
}

private func context(
  _ replica: ReplicaID,
  _ sequence: UInt64,
  seen: [ReplicaID: UInt64],
  clock: UInt64 = 1
) -> ChangeContext {
  ChangeContext(
    id: ChangeID(replica: replica, sequence: sequence),
    clock: HybridTimestamp(rawValue: clock),
    seen: VersionVector(seen)
  )
}
