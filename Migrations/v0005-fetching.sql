-- Whether a source's page is still to be fetched: 1, or was given up: 2; else 0.
ALTER TABLE sources ADD COLUMN fetching INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sources_to_fetch ON sources (item) WHERE fetching > 0;

-- Sources that this machine could not reach, by their ids: no part of the log, because another
-- machine may reach them.
CREATE TABLE fetch_delays (
  source BLOB PRIMARY KEY,
  attempts INTEGER NOT NULL,
  -- Milliseconds since 1970; null when it is not tried again.
  next_attempt INTEGER,
  reason TEXT NOT NULL
) WITHOUT ROWID;
