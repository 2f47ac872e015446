import Model
import Replication
import Samples

/// The rows that clippings are read and found by, and nothing else: no log, no merging.
struct PlainClippings {
  private let database: PlainSQLite
  private let item: PlainSQLite.Statement
  private let clipping: PlainSQLite.Statement
  private let tag: PlainSQLite.Statement
  private let search: PlainSQLite.Statement
  private var number = 0

  /// The library's own tables and indexes of clippings, and a search index that keeps no text.
  static let schema = """
    CREATE TABLE items (
      number INTEGER PRIMARY KEY, id BLOB NOT NULL, kind INTEGER NOT NULL, clocks BLOB NOT NULL,
      added INTEGER NOT NULL, edited INTEGER NOT NULL, trashed INTEGER NOT NULL, UNIQUE (id, kind));
    CREATE INDEX items_listed ON items (kind, added) WHERE trashed = 0;
    CREATE TABLE clippings (
      item INTEGER PRIMARY KEY REFERENCES items (number), source BLOB, quote TEXT, prefix TEXT,
      suffix TEXT, start INTEGER, "end" INTEGER, page TEXT, color TEXT, note TEXT);
    CREATE INDEX clippings_of_source ON clippings (source);
    CREATE TABLE tags (
      name TEXT NOT NULL, item INTEGER NOT NULL REFERENCES items (number),
      PRIMARY KEY (name, item)) WITHOUT ROWID;
    CREATE INDEX tags_of_item ON tags (item, name);
    CREATE VIRTUAL TABLE search USING fts5 (
      title, body, note, names, content = '', tokenize = 'unicode61 remove_diacritics 2');
    """

  init(in database: PlainSQLite) throws {
    self.database = database
    item = try database.statement("INSERT INTO items VALUES (?, ?, 2, ?, ?, ?, 0)")
    clipping = try database.statement("INSERT INTO clippings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    tag = try database.statement("INSERT INTO tags VALUES (?, ?)")
    search = try database.statement(
      "INSERT INTO search (rowid, title, body, note, names) VALUES (?, NULL, ?, ?, ?)"
    )
  }

  mutating func insert(_ passage: Passage, as id: ItemID, of source: ItemID) throws {
    number += 1
    let quote = passage.selector.quote
    let note = passage.note.map(PlainSQLite.Value.text) ?? .null
    try item.run([
      .integer(number), .blob(id.bytes), .blob(id.bytes), .integer(1_767_225_600_000 + number),
      .integer(1_767_225_600_000 + number),
    ])
    try clipping.run([
      .integer(number), .blob(source.bytes), .text(quote.exact), .text(quote.prefix),
      .text(quote.suffix), .integer(passage.selector.position?.start ?? 0),
      .integer(passage.selector.position?.end ?? 0), .null, .null, note,
    ])
    for name in passage.tags { try tag.run([.text(name), .integer(number)]) }
    let names = passage.tags.isEmpty ? .null : PlainSQLite.Value.text(passage.tags[0])
    try search.run([.integer(number), .text(quote.exact), note, names])
  }
}
