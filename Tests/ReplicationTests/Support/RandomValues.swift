import Replication
import TestSupport

extension SeededGenerator {
  /// One of few values of every kind, so that equal ones meet; two spellings of one letter are two.
  mutating func value() -> Value {
    let some: [Value] = [
      .none, .text(""), .text("caf\u{e9}"), .text("cafe\u{301}"), .text("b"), .integer(-1),
      .integer(.max), .bytes([]), .bytes([0, 255]), .item(ItemID(high: 1, low: 2)),
      .list([]), .list(["\u{e9}", ""]), .list(["e\u{301}", ""]),
    ]
    return some.randomElement(using: &self) ?? .none
  }

  /// A value of any kind and size.
  mutating func anyValue() -> Value {
    switch Int.random(in: 0..<6, using: &self) {
    case 0: .none
    case 1: .text(string(text(ofAtMost: 8)))
    case 2: .integer(Int64(bitPattern: next() >> UInt64.random(in: 0..<64, using: &self)))
    case 3: .bytes(bytes(ofAtMost: 12))
    case 4: .item(.random(using: &self))
    default: .list((0..<Int.random(in: 0...3, using: &self)).map { _ in string(text(ofAtMost: 3)) })
    }
  }

  mutating func bytes(ofAtMost count: Int) -> [UInt8] {
    (0..<Int.random(in: 0...count, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self)
    }
  }
}
