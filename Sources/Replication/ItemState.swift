/// All that the changes known here have made of one item.
///
/// A pure function of those changes: in whatever order they came, as long as each came after what
/// it had seen. Where an entry stands is not in it, see ``OutlineMerge``.
public struct ItemState: Hashable, Sendable {
  public let kind: ItemKind
  public private(set) var registers: [FieldID: Register]
  public private(set) var kept: [FieldID: KeptValue]
  public private(set) var sets: [FieldID: AddWinsSet]
  public private(set) var texts: [FieldID: MergedText]
  public private(set) var trash: Trash
  /// The greatest clock of an edit.
  public private(set) var edited: HybridTimestamp
  /// Whether nothing is left of the item, and nothing ever comes to it; all else is empty then.
  public private(set) var isPurged = false

  public init(kind: ItemKind) {
    self.init(
      kind: kind,
      registers: [:],
      kept: [:],
      sets: [:],
      texts: [:],
      trash: Trash(),
      edited: HybridTimestamp(rawValue: 0)
    )
  }

  init(
    kind: ItemKind,
    registers: [FieldID: Register],
    kept: [FieldID: KeptValue],
    sets: [FieldID: AddWinsSet],
    texts: [FieldID: MergedText],
    trash: Trash,
    edited: HybridTimestamp
  ) {
    self.kind = kind
    self.registers = registers
    self.kept = kept
    self.sets = sets
    self.texts = texts
    self.trash = trash
    self.edited = edited
  }

  /// What a purged item is, whatever it was.
  public static func purged(kind: ItemKind) -> ItemState {
    var state = ItemState(kind: kind)
    state.isPurged = true
    return state
  }

  /// Merges one operation of a change.
  ///
  /// `history` gives a text's events from before this operation; it is asked only when the text was
  /// edited on two sides.
  ///
  /// - Throws: what `history` throws, and ``CodecError`` for an edit that does not fit its text.
  public mutating func apply(
    _ action: Operation.Action,
    in context: ChangeContext,
    history: (FieldID, TextWindow) throws -> TextHistory
  ) throws {
    try apply([(action, context)], history: history)
  }

  /// Merges operations of any number of changes, each after what its change had seen.
  ///
  /// The same as one by one; but the edits of one text are merged together, and its history, from
  /// before all of them, is asked for once at most.
  ///
  /// - Throws: what `history` throws, and ``CodecError`` for an edit that does not fit its text.
  public mutating func apply(
    _ steps: [(action: Operation.Action, context: ChangeContext)],
    history: (FieldID, TextWindow) throws -> TextHistory
  ) throws {
    // No text is looked at: what its edits stood on may be gone.
    guard !isPurged, !steps.contains(where: { $0.action == .purge }) else {
      self = .purged(kind: kind)
      return
    }
    var edits: [FieldID: [(edit: TextEdit, replica: ReplicaID)]] = [:]
    for (action, context) in steps {
      if case .edit(let field, let edit) = action {
        edits[field, default: []].append((edit, context.id.replica))
      }
      merge(action, in: context)
    }
    for (field, edits) in edits {
      var text = texts[field] ?? MergedText()
      try text.apply(contentsOf: edits) { try history(field, $0) }
      texts[field] = text
    }
  }

  /// Merges everything but the edit of a text, of which it takes note.
  private mutating func merge(_ action: Operation.Action, in context: ChangeContext) {
    switch action {
    case .set(let field, let value):
      if var register = registers[field] {
        register.write(value, in: context)
        registers[field] = register
      } else {
        registers[field] = Register([Register.Write(value: value, stamp: context.stamp)])
      }
    case .keep(let field, let rule, let value):
      var merged = KeptValue(value, rule: rule)
      if let known = kept[field] { merged.merge(known) }
      kept[field] = merged
    case .insert(let field, let value):
      sets[field, default: AddWinsSet()].insert(value, in: context)
    case .remove(let field, let value):
      sets[field]?.remove(value, in: context)
      if sets[field]?.isEmpty ?? false { sets[field] = nil }
    case .edit, .move, .restore, .purge: break
    case .trash:
      trash.trash(in: context)
      return
    case .unknown: return
    }
    trash.edit(in: context)
    edited = max(edited, context.clock)
  }

  /// The shown value of a register; `.none` for one never written.
  public subscript(field: FieldID) -> Value { registers[field]?.shown ?? .none }
}
