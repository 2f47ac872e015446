import Replication

/// What one agent did in one step, as the files have it.
struct Transaction {
  /// What it follows, numbered as ``Numbering`` says; `nil` in a file without branches.
  var parents: [Int]?
  var agent = Agent.number(0)
  /// The number of its first event among all of the file's.
  var firstEvent: Int?
  /// The number of its first event among its agent's.
  var firstSequence: Int?
  var patches: [TextPatch] = []

  var events: Int { patches.reduce(0) { $0 + $1.events } }
}

/// Who made a transaction.
enum Agent: Hashable {
  case number(Int)
  /// UTF-8.
  case name([UInt8])
}

extension Agent: Comparable {
  static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)): left < right
    case (.name(let left), .name(let right)): left.lexicographicallyPrecedes(right)
    case (.number, .name): true
    case (.name, .number): false
    }
  }
}

extension JSONReader {
  mutating func transaction() throws(TraceFailure) -> Transaction {
    var transaction = Transaction()
    try object { (reader, name) throws(TraceFailure) in
      switch name {
      case "parents": transaction.parents = try reader.integers()
      case "agent": transaction.agent = try reader.agent()
      case "span": transaction.firstEvent = try reader.integers().first
      case "seqStart": transaction.firstSequence = try reader.integer()
      case "ops", "patches": transaction.patches = try reader.patches()
      default: try reader.skip()
      }
    }
    return transaction
  }

  private mutating func agent() throws(TraceFailure) -> Agent {
    if peek() == UInt8(ascii: "\"") {
      return .name(Array(String(String.UnicodeScalarView(try string())).utf8))
    }
    return .number(try integer())
  }

  private mutating func integers() throws(TraceFailure) -> [Int] {
    var numbers: [Int] = []
    try array { (reader) throws(TraceFailure) in numbers.append(try reader.integer()) }
    return numbers
  }

  mutating func patches() throws(TraceFailure) -> [TextPatch] {
    var patches: [TextPatch] = []
    try array { (reader) throws(TraceFailure) in patches.append(try reader.patch()) }
    return patches
  }

  /// Position, number of deleted scalars, inserted text; what follows, such as a time, is nothing.
  private mutating func patch() throws(TraceFailure) -> TextPatch {
    var numbers: [Int] = []
    var inserted: [Unicode.Scalar]?
    try array { (reader) throws(TraceFailure) in
      if numbers.count < 2 {
        numbers.append(try reader.integer())
      } else if inserted == nil {
        inserted = try reader.string()
      } else {
        try reader.skip()
      }
    }
    guard let inserted, numbers.allSatisfy({ $0 >= 0 && $0 <= Limits.textLength }) else {
      throw TraceFailure("has a patch that is not [position, deleted, inserted] in a text")
    }
    return TextPatch(position: numbers[0], deleted: numbers[1], inserted: inserted)
  }
}
