-- A replica id that copies of a library used at once has several histories: each branch beside the
-- first has a row of its own among the replicas.
ALTER TABLE replicas ADD COLUMN origin INTEGER REFERENCES replicas (number);
-- The last change of the origin's history that it follows, and that change's hash.
ALTER TABLE replicas ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
ALTER TABLE replicas ADD COLUMN base_hash BLOB;
-- The replica under whose id a branch was published.
ALTER TABLE replicas ADD COLUMN published_as BLOB;

-- What a change, and those of its replica after it, had seen of replicas that have several.
CREATE TABLE branch_views (
  reader INTEGER NOT NULL REFERENCES replicas (number),
  since INTEGER NOT NULL,
  seen BLOB NOT NULL,
  PRIMARY KEY (reader, since)
) WITHOUT ROWID;

-- The number of a branch's first event in each text, as its replica counts.
CREATE TABLE branch_texts (
  branch INTEGER NOT NULL REFERENCES replicas (number),
  item BLOB NOT NULL,
  kind INTEGER NOT NULL,
  field INTEGER NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY (branch, item, kind, field)
) WITHOUT ROWID;
