-- `items.trashed` is 2 for an item that is purged: no list and no search asks for such a one. Its rows
-- stay, without content, because its id must never hold anything again.
CREATE INDEX items_purged ON items (id, kind) WHERE trashed = 2;

-- Changes of the log that were redacted here, in the order in which that was done. One that is
-- redacted again goes to the end.
CREATE TABLE redactions (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Its place in the log.
  change INTEGER NOT NULL UNIQUE
);

-- Attachments that nothing refers to since something was purged.
CREATE TABLE purged_attachments (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  hash BLOB NOT NULL UNIQUE
);
