/// Reads what ``PayloadWriter`` writes, column by column, from anyone.
struct PayloadReader {
  private var reader: ByteReader
  private var items: [ItemKey] = []

  init(_ bytes: [UInt8]) {
    reader = ByteReader(bytes)
  }

  mutating func operations() throws(CodecError) -> [Operation] {
    guard try reader.number() == PayloadCodec.version else {
      throw CodecError("its version is not known")
    }
    try readItems()
    let count = try reader.number()
    guard count <= UInt64(reader.remaining * PayloadRun.longest) else { throw .endsEarly }
    let codes = try reader.runs(Int(count))
    let places = try places(codes.count)
    var actions = try actions(codes)
    var operations: [Operation] = []
    operations.reserveCapacity(codes.count)
    for (index, place) in places.enumerated() {
      let key = items[place]
      operations.append(Operation(key.item, key.kind, actions.next(codes[index])))
    }
    guard reader.isAtEnd else { throw CodecError("something follows its end") }
    return operations
  }

  private mutating func readItems() throws(CodecError) {
    let count = try reader.count(ofSize: 17)
    items.reserveCapacity(count)
    var known = Set<ItemKey>()
    for _ in 0..<count {
      guard let kind = UInt32(exactly: try reader.number()) else { throw .overlong }
      let key = ItemKey(item: try reader.id(), kind: ItemKind(rawValue: kind))
      guard count == 1 || known.insert(key).inserted else {
        throw CodecError("an item stands twice")
      }
      items.append(key)
    }
  }

  /// For each operation its item.
  private mutating func places(_ count: Int) throws(CodecError) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(count)
    var used = 0
    while places.count < count {
      let run = try reader.number()
      var item = used
      if run & 1 == 0 {
        used += 1
      } else {
        let number = try reader.number()
        guard number < used, Int(number) != places.last else {
          throw CodecError("an operation names no item")
        }
        item = Int(number)
      }
      guard item < items.count, run >> 1 < count - places.count else {
        throw CodecError("an operation names no item")
      }
      places.append(contentsOf: repeatElement(item, count: Int(run >> 1) + 1))
    }
    guard used == items.count else { throw CodecError("an item has no operation") }
    return places
  }

  /// Reads the columns that some kinds of operations need.
  private mutating func actions(_ codes: [UInt64]) throws(CodecError) -> PayloadActions {
    func count(_ isCounted: (UInt64) -> Bool) -> Int { codes.count(where: isCounted) }
    let valued = count { OperationCode.set <= $0 && $0 <= OperationCode.remove }
    let edits = count { $0 == OperationCode.edit }
    let moves = count { $0 == OperationCode.move }
    var actions = PayloadActions()
    for _ in 0..<valued + edits { actions.fields.append(try reader.field()) }
    for rule in try reader.runs(count { $0 == OperationCode.keep }) {
      guard let rule = UInt8(exactly: rule).flatMap(KeptValue.Rule.init) else {
        throw CodecError("a merge rule is not known")
      }
      actions.rules.append(rule)
    }
    let kinds = try reader.runs(valued)
    guard kinds.allSatisfy({ $0 <= 5 }) else { throw CodecError("a value is of an unknown kind") }
    let integers = try reader.integers(kinds.count { $0 == 2 })
    // Values and moves share the column of ids, in the order of operations.
    var references = try references(kinds.count { $0 == 4 } + moves)[...]
    var texts = ReadTexts()
    var strings: [Value] = []
    for kind in kinds where kind == 1 || kind == 5 {
      strings.append(try texts.value(isList: kind == 5, &reader))
    }
    var blobs: [Value] = []
    for _ in 0..<kinds.count(where: { $0 == 3 }) { blobs.append(.bytes(try reader.counted())) }

    var nextKind = kinds.startIndex
    var (integer, string, blob) = (0, 0, 0)
    for code in codes {
      if code == OperationCode.move { actions.parents.append(references.removeFirst()) }
      guard OperationCode.set <= code, code <= OperationCode.remove else { continue }
      switch kinds[nextKind] {
      case 1, 5:
        actions.values.append(strings[string])
        string += 1
      case 2:
        actions.values.append(.integer(integers[integer]))
        integer += 1
      case 3:
        actions.values.append(blobs[blob])
        blob += 1
      case 4: actions.values.append(.item(references.removeFirst()))
      default: actions.values.append(.none)
      }
      nextKind += 1
    }
    actions.positions = try reader.positions(moves)
    for _ in 0..<edits { actions.edits.append(try reader.textEdit()) }
    for _ in 0..<count({ !OperationCode.isKnown($0) }) {
      actions.bodies.append(try reader.counted())
    }
    return actions
  }

  private mutating func references(_ count: Int) throws(CodecError) -> [ItemID] {
    guard count > 0 else { return [] }
    var known: [ItemID] = []
    var isKnown = Set<ItemID>()
    for item in items where isKnown.insert(item.item).inserted { known.append(item.item) }
    var references: [ItemID] = []
    references.reserveCapacity(min(count, reader.remaining))
    for _ in 0..<count {
      let number = try reader.number()
      if number == 0 {
        let id: ItemID = try reader.id()
        guard isKnown.insert(id).inserted else { throw CodecError("an id stands twice") }
        known.append(id)
        references.append(id)
      } else {
        guard number <= known.count else { throw CodecError("an id is not there") }
        references.append(known[Int(number) - 1])
      }
    }
    return references
  }
}

/// What the columns hold, taken from in the order of operations.
private struct PayloadActions {
  var fields: [FieldID] = []
  var rules: [KeptValue.Rule] = []
  var values: [Value] = []
  var parents: [ItemID] = []
  var positions: [Position] = []
  var edits: [TextEdit] = []
  var bodies: [[UInt8]] = []
  private var taken = (field: 0, rule: 0, value: 0, move: 0, edit: 0, body: 0)

  mutating func next(_ code: UInt64) -> Operation.Action {
    switch code {
    case OperationCode.set: return .set(field(), value())
    case OperationCode.keep:
      defer { taken.rule += 1 }
      return .keep(field(), rules[taken.rule], value())
    case OperationCode.insert: return .insert(field(), value())
    case OperationCode.remove: return .remove(field(), value())
    case OperationCode.edit:
      defer { taken.edit += 1 }
      return .edit(field(), edits[taken.edit])
    case OperationCode.move:
      defer { taken.move += 1 }
      let (parent, position) = (parents[taken.move], positions[taken.move])
      return .move(Placement(parent: parent, position: position))
    case OperationCode.trash: return .trash
    case OperationCode.restore: return .restore
    case OperationCode.purge: return .purge
    default:
      defer { taken.body += 1 }
      return .unknown(code: code, body: bodies[taken.body])
    }
  }

  private mutating func field() -> FieldID {
    defer { taken.field += 1 }
    return fields[taken.field]
  }

  private mutating func value() -> Value {
    defer { taken.value += 1 }
    return values[taken.value]
  }
}

/// The short texts that were read so far.
private struct ReadTexts {
  private var known: [String] = []
  private var table = ByteTable()

  mutating func value(isList: Bool, _ reader: inout ByteReader) throws(CodecError) -> Value {
    guard isList else { return .text(try text(&reader)) }
    var texts: [String] = []
    for _ in 0..<(try reader.count()) { texts.append(try text(&reader)) }
    return .list(texts)
  }

  private mutating func text(_ reader: inout ByteReader) throws(CodecError) -> String {
    let number = try reader.number()
    guard number == 0 else {
      guard number <= known.count else { throw CodecError("a text is not there") }
      return known[Int(number) - 1]
    }
    let range = try reader.stretch()
    let text = try reader.text(range)
    if range.count <= internedLength {
      guard table.number(of: range, in: reader.input) == nil else {
        throw CodecError("a text stands twice")
      }
      known.append(text)
    }
    return text
  }
}

extension ByteReader {
  /// So many small numbers out of runs, each as long as it could be.
  fileprivate mutating func runs(_ count: Int) throws(CodecError) -> [UInt64] {
    var numbers: [UInt64] = []
    numbers.reserveCapacity(min(count, remaining * PayloadRun.longest))
    var lastLength = PayloadRun.longest
    while numbers.count < count {
      let byte = try byte()
      let length = Int(byte >> 4) + 1
      var number = UInt64(byte & 15)
      if number == PayloadRun.larger {
        number = try self.number()
        guard number >= PayloadRun.larger else { throw CodecError("a number is spelled long") }
      }
      guard length <= PayloadRun.longest, length <= count - numbers.count,
        number != numbers.last || lastLength == PayloadRun.longest
      else { throw CodecError("a run is malformed") }
      numbers.append(contentsOf: repeatElement(number, count: length))
      lastLength = length
    }
    return numbers
  }

  fileprivate mutating func integers(_ count: Int) throws(CodecError) -> [Int64] {
    var numbers: [Int64] = []
    var last: Int64 = 0
    for _ in 0..<count {
      last &+= try signed()
      numbers.append(last)
    }
    return numbers
  }

  fileprivate mutating func positions(_ count: Int) throws(CodecError) -> [Position] {
    var positions: [Position] = []
    var last: [UInt8] = []
    for _ in 0..<count {
      let shared = try number()
      let rest = try counted()
      guard shared <= last.count, rest.count <= Limits.positionLength else {
        throw CodecError("a position is malformed")
      }
      guard shared <= UInt64(internedLength),
        shared == internedLength || shared == last.count || rest.first != last[Int(shared)]
      else { throw CodecError("a position is spelled long") }
      last = last.prefix(Int(shared)) + rest
      guard let text = String(validating: last, as: UTF8.self) else { throw .notText }
      positions.append(try Position(text))
    }
    return positions
  }

  mutating func field() throws(CodecError) -> FieldID {
    guard let field = UInt32(exactly: try number()) else { throw .overlong }
    return FieldID(rawValue: field)
  }
}
