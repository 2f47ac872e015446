/// A field that keeps every concurrent value: a multi-value register.
///
/// A write replaces exactly the writes that its replica had seen, which its change's dependencies
/// tell and no clock. Concurrent writes all stay; the one with the greatest (clock, replica) is
/// shown. A later write, which has seen them all, leaves one.
///
/// Shapiro et al., *A comprehensive study of Convergent and Commutative Replicated Data Types*
/// (2011), section 3.2.2.
public struct Register: Hashable, Sendable {
  /// Never empty; the shown write first, the others by falling stamp.
  public private(set) var writes: [Write]

  public struct Write: Hashable, Sendable {
    public let value: Value
    public let stamp: Stamp

    public init(value: Value, stamp: Stamp) {
      self.value = value
      self.stamp = stamp
    }
  }

  /// Writes in any order; at least one.
  init(_ writes: [Write]) {
    precondition(!writes.isEmpty, "a register holds at least one write")
    self.writes = writes.sorted { $0.stamp > $1.stamp }
  }

  public var shown: Value { writes[0].value }

  /// Whether concurrent writes disagree; equal values are no conflict.
  public var isConflicting: Bool {
    writes.contains { $0.value != shown }
  }

  mutating func write(_ value: Value, in context: ChangeContext) {
    let concurrent = writes.filter { !context.hasSeen($0.stamp.change) }
    self = Register(concurrent + [Write(value: value, stamp: context.stamp)])
  }
}
