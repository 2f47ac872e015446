import TestSupport
import Testing

@testable import Replication

@Suite struct NumberingStretches {
  @Test(arguments: [1, 5, 9, 40, 2_000])
  func `each gets a number when it comes first and keeps it`(kinds: Int) {
    // Given stretches of which many are alike, few and many
    var random = SeededGenerator(seed: UInt64(kinds))
    var bytes: [UInt8] = []
    let ranges = (0..<kinds * 3).map { _ in
      let start = bytes.count
      bytes += "\(Int.random(in: 0..<kinds, using: &random))".utf8
      return start..<bytes.count
    }

    // When they are numbered
    var table = ByteTable()
    var numbers: [[UInt8]: Int] = [:]
    for range in ranges {
      // Then it is as a dictionary would
      let content = Array(bytes[range])
      let known = table.number(of: range, in: bytes)
      #expect(known == numbers[content])
      if known == nil { numbers[content] = numbers.count }
    }
  }

  @Test func `an empty one is one, too`() {
    var table = ByteTable()

    #expect(table.number(of: 0..<0, in: [7]) == nil)
    #expect(table.number(of: 0..<1, in: [7]) == nil)
    #expect(table.number(of: 1..<1, in: [7]) == 0)
  }
}
