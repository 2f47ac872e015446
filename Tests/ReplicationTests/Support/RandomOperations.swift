import Replication
import TestSupport

extension SeededGenerator {
  /// Operations of every kind on three items.
  mutating func operations(ofAtMost count: Int) -> [Operation] {
    let items = (0..<3).map { _ in ItemID.random(using: &self) }
    return (0..<Int.random(in: 0...count, using: &self)).map { _ in
      Operation(
        items.randomElement(using: &self) ?? ItemID(high: 0, low: 0),
        ItemKind(rawValue: UInt32(next() % 3)),
        action()
      )
    }
  }

  private mutating func action() -> Operation.Action {
    let field = FieldID(rawValue: UInt32(truncatingIfNeeded: next() >> (next() % 64)))
    switch Int.random(in: 0..<10, using: &self) {
    case 0: return .set(field, anyValue())
    case 1:
      let rules: [KeptValue.Rule] = [.earliest, .latest, .union]
      return .keep(field, rules.randomElement(using: &self) ?? .union, anyValue())
    case 2: return .insert(field, anyValue())
    case 3: return .remove(field, anyValue())
    case 4:
      let parents = (0..<Int.random(in: 0...2, using: &self)).map { _ in
        EventID(replica: .random(using: &self), sequence: next() >> 8)
      }
      let text = self.text(ofAtMost: 10)
      return .edit(
        field,
        TextEdit(firstSequence: next() >> 8, parents: parents, patches: patches(of: text))
      )
    case 5:
      let position = Position.between(nil, nil, by: .random(using: &self))
      return .move(Placement(parent: .random(using: &self), position: position))
    case 6: return .trash
    case 7: return .restore
    case 8: return .purge
    default: return .unknown(code: 10 + next() >> 8, body: bytes(ofAtMost: 20))
    }
  }
}
