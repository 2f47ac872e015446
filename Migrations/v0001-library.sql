-- The log is the truth. Everything below `items` is made from it and can be made again.

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

-- Replica ids are interned: 16 bytes here, a small number everywhere else.
CREATE TABLE replicas (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  -- The last change of it that is here, and that change's hash.
  sequence INTEGER NOT NULL DEFAULT 0,
  hash BLOB NOT NULL,
  -- All that it had seen when it made that change, as a version vector.
  seen BLOB NOT NULL,
  -- The greatest of any of its changes.
  clock INTEGER NOT NULL DEFAULT 0
);

-- One row a transaction, never changed. The rowid is the order in which changes were taken in, which
-- respects causality.
CREATE TABLE changes (
  position INTEGER PRIMARY KEY,
  replica INTEGER NOT NULL REFERENCES replicas (number),
  sequence INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  dependencies BLOB NOT NULL,
  -- Null once purged.
  payload BLOB,
  payload_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (replica, sequence)
);

CREATE TABLE items (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  kind INTEGER NOT NULL,
  -- Who wrote each field and when, and the values that are not shown.
  clocks BLOB NOT NULL,
  -- Milliseconds since 1970.
  added INTEGER NOT NULL,
  edited INTEGER NOT NULL,
  trashed INTEGER NOT NULL,
  -- Whether some field holds concurrent values that differ.
  conflicting INTEGER NOT NULL,
  -- Whether an edit brought it back from a trash that had not seen the edit.
  returned INTEGER NOT NULL,
  -- Whether its text joins edits of one place that nobody has seen together.
  wants_look INTEGER NOT NULL,
  -- The change that made it.
  first_change INTEGER NOT NULL,
  UNIQUE (id, kind)
);
CREATE INDEX items_listed ON items (kind, added) WHERE trashed = 0;
CREATE INDEX items_trashed ON items (added) WHERE trashed = 1;
CREATE INDEX items_conflicting ON items (number) WHERE conflicting = 1;
CREATE INDEX items_wanting_look ON items (number) WHERE wants_look = 1;
CREATE INDEX items_returned ON items (number) WHERE returned = 1;

-- The changes that edited an item after the one that made it.
CREATE TABLE history (
  item INTEGER NOT NULL REFERENCES items (number),
  change INTEGER NOT NULL,
  PRIMARY KEY (item, change)
) WITHOUT ROWID;

CREATE TABLE sources (
  item INTEGER PRIMARY KEY REFERENCES items (number),
  title TEXT,
  authors TEXT,
  published TEXT,
  site TEXT,
  url TEXT,
  language TEXT,
  excerpt TEXT,
  doi TEXT,
  isbn TEXT,
  citation_key TEXT,
  -- Of the capture that is shown: the hashes of its text and its page, and the words of the text.
  text BLOB,
  page BLOB,
  words INTEGER
);
CREATE INDEX sources_of_text ON sources (text) WHERE text IS NOT NULL;

-- The normalised addresses that sources were seen under.
CREATE TABLE addresses (
  address TEXT NOT NULL,
  source INTEGER NOT NULL REFERENCES items (number),
  PRIMARY KEY (address, source)
) WITHOUT ROWID;
CREATE INDEX addresses_of_source ON addresses (source);

CREATE TABLE clippings (
  item INTEGER PRIMARY KEY REFERENCES items (number),
  source BLOB,
  quote TEXT,
  prefix TEXT,
  suffix TEXT,
  start INTEGER,
  "end" INTEGER,
  page TEXT,
  color TEXT,
  note TEXT
);
CREATE INDEX clippings_of_source ON clippings (source);

CREATE TABLE notes (
  item INTEGER PRIMARY KEY REFERENCES items (number),
  title TEXT,
  about BLOB,
  text TEXT
);
CREATE INDEX notes_about ON notes (about) WHERE about IS NOT NULL;

CREATE TABLE notebooks (
  item INTEGER PRIMARY KEY REFERENCES items (number),
  title TEXT
);

CREATE TABLE entries (
  item INTEGER PRIMARY KEY REFERENCES items (number),
  heading TEXT,
  content BLOB,
  -- An entry or a notebook.
  parent BLOB,
  position TEXT
);
CREATE INDEX entries_placed ON entries (parent, position);
CREATE INDEX entries_of_content ON entries (content) WHERE content IS NOT NULL;

-- Every move in the order in which they take effect, with what it needs to be undone.
CREATE TABLE moves (
  stamp BLOB PRIMARY KEY,
  entry BLOB NOT NULL,
  parent BLOB NOT NULL,
  position TEXT NOT NULL,
  previous_parent BLOB,
  previous_position TEXT,
  effective INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE tags (
  name TEXT NOT NULL,
  item INTEGER NOT NULL REFERENCES items (number),
  PRIMARY KEY (name, item)
) WITHOUT ROWID;
CREATE INDEX tags_of_item ON tags (item, name);

CREATE TABLE attachments (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  hash BLOB NOT NULL UNIQUE,
  -- Bytes of the content, which is stored compressed where that is shorter.
  size INTEGER NOT NULL,
  compressed INTEGER NOT NULL,
  content BLOB NOT NULL
);

-- Attachments that changes refer to and that have not arrived.
CREATE TABLE missing_attachments (
  hash BLOB PRIMARY KEY,
  -- Whether search reads it: then it is stored as it is.
  text INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE folders (
  folder TEXT PRIMARY KEY,
  memory BLOB NOT NULL
) WITHOUT ROWID;

-- What search reads, one row an item. The index holds no copy of it. Texts of sources are
-- attachments, which are stored as they are when they are text.
CREATE VIEW search_content AS
SELECT item AS number, title, (
    SELECT CAST(content AS TEXT) FROM attachments WHERE hash = sources.text AND compressed = 0
  ) AS body, excerpt AS note, coalesce(authors, '') || ' ' || coalesce(site, '') || ' ' || coalesce((
    SELECT group_concat(name, ' ') FROM tags WHERE tags.item = sources.item), '') AS names
FROM sources
UNION ALL
SELECT item, NULL, quote, note, (
    SELECT group_concat(name, ' ') FROM tags WHERE tags.item = clippings.item)
FROM clippings
UNION ALL
SELECT item, title, text, NULL, (
    SELECT group_concat(name, ' ') FROM tags WHERE tags.item = notes.item)
FROM notes
UNION ALL
SELECT item, title, NULL, NULL, (
    SELECT group_concat(name, ' ') FROM tags WHERE tags.item = notebooks.item)
FROM notebooks;

CREATE VIRTUAL TABLE search USING fts5 (
  title, body, note, names,
  content = 'search_content',
  content_rowid = 'number',
  tokenize = 'unicode61 remove_diacritics 2'
);
