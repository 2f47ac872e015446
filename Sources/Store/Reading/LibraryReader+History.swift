public import Foundation
import GRDB
import Model
public import Replication

/// One change of the log, as people read it.
public struct ChangeSummary: Hashable, Sendable {
  public let id: ChangeID
  public let replicaName: String?
  public let time: Date
  public let edits: [Edit]

  /// What a change did to one item.
  public struct Edit: Hashable, Sendable {
    /// `nil` for items that people do not see.
    public let item: ItemReference?
    /// `title set to “Tides”`, `tagged sea`.
    public let description: String
  }
}

extension LibraryReader {
  /// The changes of the library or of one item, newest first.
  public func changes(of item: ItemReference? = nil, limit: Int = .max) throws -> [ChangeSummary] {
    var summaries: [ChangeSummary] = []
    let log = ChangeTable(db: db, hash: environment.hash)
    let body = { (change: LoggedChange) throws -> Bool in
      summaries.append(try summary(of: change, about: item))
      return summaries.count < limit
    }
    if let item {
      try log.each(
        """
        WHERE position IN (
          SELECT first_change FROM items WHERE items.id = ?
          UNION ALL
          SELECT change FROM history JOIN items ON number = item WHERE items.id = ?)
        ORDER BY position DESC
        """,
        [.id(item.itemID), .id(item.itemID)],
        body
      )
    } else {
      try log.each("ORDER BY position DESC", [], body)
    }
    return summaries
  }

  func summary(of change: LoggedChange, about item: ItemReference?) throws -> ChangeSummary {
    let isRedacted = change.isRedacted(hashedBy: environment.hash)
    let edits = try change.operations()
      .filter { $0.kind != .replica && (item == nil || $0.item == item?.itemID) }
      .compactMap { operation in
        ItemReference.Kind(operation.kind).flatMap { kind in
          describe(operation.action, of: kind, isRedacted).map {
            ChangeSummary.Edit(
              item: ItemReference(kind, AnyItemID(operation.item)),
              description: $0
            )
          }
        }
      }
    return ChangeSummary(
      id: change.id,
      replicaName: try replicaName(change.id.replica),
      time: Date(timeIntervalSince1970: Double(change.clock.milliseconds) / 1000),
      edits: edits
    )
  }

  private func describe(
    _ action: Operation.Action,
    of kind: ItemReference.Kind,
    _ isRedacted: Bool
  ) -> String? {
    switch action {
    case .set(.selector, let value): "passage “\(SelectorValue(value)?.exact ?? "")”"
    case .set(.content, let value): "entry for \(value.words.prefix(8))"
    case .set(.source, let value): "from source \(value.words.prefix(8))"
    case .set(let field, .none): "\(name(of: field, kind)) cleared"
    case .set(let field, let value): "\(name(of: field, kind)) set to “\(value.words)”"
    case .keep(.added, _, _): nil
    case .keep(.urls, _, let value): "seen at \(value.words)"
    case .keep(.captures, _, _): "text and page kept"
    case .keep(.pageMetadata, _, _): "what the page says of itself kept"
    case .keep(.fetchWish, _, _): "to be fetched"
    case .keep(.failedFetch, _, let value):
      FailedFetch(value).map { $0.reason.isEmpty ? "to be fetched again" : $0.reason }
    case .keep(.pageVersion, _, _): nil
    case .keep(.resources, _, let value):
      "\(PageResource(value)?.mediaType ?? "part") of the page kept"
    case .keep(let field, _, _): "\(name(of: field, kind)) kept"
    case .insert(_, let value): "tagged \(value.words)"
    case .remove(_, let value): "tag \(value.words) removed"
    case .edit(_, let edit): describe(edit)
    case .move: "placed in the outline"
    case .trash: kind == .entry ? "removed from the outline" : "moved to the trash"
    case .restore: "taken out of the trash"
    case .purge: isRedacted ? "what it said is purged" : "purged"
    case .unknown: "an edit that this version of clip does not know"
    }
  }

  private func describe(_ edit: TextEdit) -> String {
    let inserted = edit.patches.reduce(0) { $0 + $1.inserted.count }
    let deleted = edit.patches.reduce(0) { $0 + $1.deleted }
    guard edit.patches != TextEdit.readingOver else { return "merged text read over" }
    return switch (inserted, deleted) {
    case (0, 0): "empty text"
    case (_, 0): "text: \(inserted) characters added"
    case (0, _): "text: \(deleted) characters removed"
    default: "text: \(inserted) characters added, \(deleted) removed"
    }
  }

  private func name(of field: FieldID, _ kind: ItemReference.Kind) -> String {
    EditableField.name(of: field, in: kind) ?? "field \(field.rawValue)"
  }
}
