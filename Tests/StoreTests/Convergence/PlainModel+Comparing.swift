import GRDB
import Model
import Replication
import Testing

@testable import Store

extension PlainModel {
  /// Expects that a library shows what the model says.
  func expect(_ library: Library, _ comment: Comment) throws {
    let items = try items()
    try library.read { reader in
      let table = ItemStateTable(db: reader.db)
      var held: [Key: Item] = [:]
      for key in try table.all() {
        guard let id = key.id else { continue }
        held[Key(id: id, kind: key.kind)] = Item(try table.load(key).state)
      }
      #expect(Set(held.keys) == Set(items.keys), comment)
      for (key, item) in items where held[key] != item {
        Issue.record("\(comment): \(key) is \(String(describing: held[key])), should be \(item)")
      }
      // And what people list, read and see is that.
      for isTrashed in [false, true] {
        let listing = Listing(trashed: isTrashed)
        let notes = try reader.notes(listing)
        for note in notes {
          #expect(items[Key(id: ItemID(note.id), kind: .note)]?.texts[.text] ?? "" == note.text)
        }
        let listed =
          notes.map { ItemID($0.id) }
          + (try reader.clippings(listing).map { ItemID($0.id) })
          + (try reader.sources(listing).map { ItemID($0.id) })
          + (try reader.notebooks(listing).map { ItemID($0.id) })
        let kinds: [ItemKind] = [.note, .clipping, .source, .notebook]
        let meant = items.filter {
          $0.value.isTrashed == isTrashed && !$0.value.isPurged && kinds.contains($0.key.kind)
        }
        #expect(Set(listed) == Set(meant.keys.map(\.id)), comment)
        for notebook in try reader.notebooks(listing) {
          let shown = try reader.entries(of: notebook.id).map { "\($0.depth) \(ItemID($0.id))" }
          #expect(shown == outline(of: ItemID(notebook.id), items), comment)
        }
      }
      let returned = items.filter { !$0.value.undone.isEmpty && $0.key.kind != .entry }
      #expect(
        Set(try reader.returnedItems().map(\.item.itemID)).subtracting(entries(items))
          == Set(returned.keys.map(\.id)),
        comment
      )
    }
  }

  private func entries(_ items: [Key: Item]) -> Set<ItemID> {
    Set(items.keys.filter { $0.kind == .entry }.map(\.id))
  }
}
