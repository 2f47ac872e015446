-- Whether the content lies in a file of its own beside the database, named by the hash: then
-- `content` is empty.
ALTER TABLE attachments ADD COLUMN file INTEGER NOT NULL DEFAULT 0;
CREATE INDEX attachments_in_files ON attachments (hash) WHERE file = 1;
