-- The hash of the text that a passage's position was taken in.
ALTER TABLE clippings ADD COLUMN text BLOB;
-- Where it stands on the page of a PDF, and in an EPUB.
ALTER TABLE clippings ADD COLUMN area TEXT;
ALTER TABLE clippings ADD COLUMN fragment TEXT;
