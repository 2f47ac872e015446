/// A field that the program keeps, merged by a rule of its own and never reported as a conflict.
///
/// The earliest or the latest value stands, or all do, whatever their writers had seen. The rule
/// travels with the operation, so that a version of clip that does not know the field still merges
/// it. Each rule is the join of a semilattice: order and repetition do not matter.
///
/// Shapiro et al., *Conflict-free Replicated Data Types* (2011), section 2.3.
public enum KeptValue: Hashable, Sendable {
  case earliest(Value)
  case latest(Value)
  /// In the order of values, each once.
  case union([Value])

  /// How a kept field merges; the raw values are part of the format.
  public enum Rule: UInt8, Hashable, Sendable {
    case earliest = 1
    case latest = 2
    case union = 3
  }

  init(_ value: Value, rule: Rule) {
    switch rule {
    case .earliest: self = .earliest(value)
    case .latest: self = .latest(value)
    case .union: self = .union([value])
    }
  }

  var rule: Rule {
    switch self {
    case .earliest: .earliest
    case .latest: .latest
    case .union: .union
    }
  }

  /// A field has one rule for ever; should two be claimed, the smaller number stands.
  mutating func merge(_ other: KeptValue) {
    switch (self, other) {
    case (.earliest(let mine), .earliest(let theirs)): self = .earliest(min(mine, theirs))
    case (.latest(let mine), .latest(let theirs)): self = .latest(max(mine, theirs))
    case (.union(let mine), .union(let theirs)):
      self = .union(Set(mine).union(theirs).sorted())
    default: if other.rule.rawValue < rule.rawValue { self = other }
    }
  }
}
