-- What the pages of sources are made of, by the addresses that the pages name: pictures, style sheets,
-- fonts. Of several of one address the first is shown.
CREATE TABLE resources (
  source INTEGER NOT NULL REFERENCES items (number),
  address TEXT NOT NULL,
  -- Milliseconds since 1970.
  fetched INTEGER NOT NULL,
  hash BLOB NOT NULL,
  -- Last: SQLite 3.40 checks a table without rowids wrongly where its key is not what comes first.
  media_type TEXT NOT NULL,
  PRIMARY KEY (source, address, fetched, hash)
) WITHOUT ROWID;
CREATE INDEX resources_of_hash ON resources (hash);
