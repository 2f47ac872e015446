import Foundation
import GRDB
public import Model
import Replication

/// One unchanging view of a library.
public struct LibraryReader {
  let db: Database
  let environment: StoreEnvironment

  init(_ db: Database, _ environment: StoreEnvironment) {
    self.db = db
    self.environment = environment
  }
}

/// An item with its kind: what a typed id stands for.
public struct ItemReference: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case source
    case clipping
    case note
    case notebook
    case entry
  }

  public let kind: Kind
  public let id: AnyItemID

  public init(_ kind: Kind, _ id: AnyItemID) {
    self.kind = kind
    self.id = id
  }

  var itemID: ItemID { ItemID(id) }

  var key: ItemKey { ItemKey(item: itemID, kind: kind.replicated) }
}

extension String {
  /// `a source`, `an entry`.
  var withArticle: String { ("aeiou".contains(first ?? " ") ? "an " : "a ") + self }
}

extension ItemReference.Kind {
  var withArticle: String { rawValue.withArticle }

  var replicated: ItemKind {
    switch self {
    case .source: .source
    case .clipping: .clipping
    case .note: .note
    case .notebook: .notebook
    case .entry: .entry
    }
  }

  init?(_ kind: ItemKind) {
    guard let found = Self.allCases.first(where: { $0.replicated == kind }) else { return nil }
    self = found
  }
}

extension LibraryReader {
  /// The item whose id begins with what was typed, of a kind that may be meant.
  ///
  /// `word` is what messages call it: `item`, `source`. An item that is purged is meant only when
  /// nothing else is, and found only where it is asked for.
  /// - Throws: ``StoreError``: `unknownItem`, `wrongKind`, `purged`, or `ambiguousItem` that lists
  ///   the candidates.
  public func item(
    matching prefix: String,
    among kinds: [ItemReference.Kind] = [.source, .clipping, .note, .notebook],
    called word: String = "item",
    purgedToo: Bool = false
  ) throws -> ItemReference {
    let digits = prefix.lowercased()
    guard digits.utf8.count >= Limits.prefixDigits || digits.utf8.count == 32,
      digits.utf8.count <= 32, digits.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
    else {
      throw StoreError(
        .unknownItem,
        "there is no \(word) \"\(prefix)\"",
        hint:
          "Give an id, or at least its first \(Limits.prefixDigits) digits; clip list shows them."
      )
    }
    let all = try items(between: digits)
    let purged = try all.filter { try isPurged($0) }
    let found = all.filter { !purged.contains($0) || (purgedToo && all.count == purged.count) }
    let meant = found.filter { kinds.contains($0.kind) }
    if found.isEmpty, purged.count == 1, let gone = purged.first {
      throw try purgedError(gone.key)
    }
    if meant.count == 1, let only = meant.first { return only }
    if meant.isEmpty, let other = found.first {
      throw StoreError(
        .wrongKind,
        "\(prefix) is \(other.kind.withArticle), not \(word.withArticle)"
      )
    }
    guard meant.isEmpty else {
      let list = try meant.prefix(Limits.candidates).map {
        "  \($0.id) \($0.kind.rawValue) \(try label(of: $0) ?? "")"
      }
      throw StoreError(
        .ambiguousItem,
        "\"\(prefix)\" fits \(meant.count) items",
        hint:
          "Type more digits of one of these:\n" + list.joined(separator: "\n")
      )
    }
    throw StoreError(
      .unknownItem,
      "there is no \(word) \"\(prefix)\"",
      hint: "clip list shows what there is."
    )
  }

  private func items(between digits: String) throws -> [ItemReference] {
    guard let low = ItemID(hexadecimal: digits + String(repeating: "0", count: 32 - digits.count)),
      let high = ItemID(hexadecimal: digits + String(repeating: "f", count: 32 - digits.count))
    else { return [] }
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT id, kind FROM items WHERE id BETWEEN ? AND ? ORDER BY id",
      arguments: [low.databaseValue, high.databaseValue]
    )
    return rows.compactMap(reference)
  }

  func reference(_ row: Row) -> ItemReference? {
    let kind = ItemKind(rawValue: UInt32(truncatingIfNeeded: row["kind"] as Int64))
    guard let kind = ItemReference.Kind(kind), let id: ItemID = row.id("id") else { return nil }
    return ItemReference(kind, AnyItemID(id))
  }

  /// A few words by which people know an item; `nil` when it has none.
  public func label(of item: ItemReference) throws -> String? {
    switch item.kind {
    case .source: try source(SourceID(item.id)).flatMap { $0.title ?? $0.url }
    case .clipping: try clipping(ClippingID(item.id))?.quote
    case .note:
      try note(NoteID(item.id)).map { note in
        note.title ?? note.text.split(separator: "\n").first.map(String.init) ?? ""
      }
    case .notebook: try notebook(NotebookID(item.id))?.title
    case .entry:
      try String.fetchOne(
        db,
        sql: "SELECT heading FROM entries JOIN items ON number = item WHERE id = ?",
        arguments: [item.itemID.databaseValue]
      )
    }
  }

  /// What an id stands for; `nil` when nothing here has it.
  public func reference(to id: AnyItemID) throws -> ItemReference? {
    try Row.fetchOne(
      db,
      sql: "SELECT id, kind FROM items WHERE id = ?",
      arguments: [id.databaseValue]
    ).flatMap(reference)
  }
}
