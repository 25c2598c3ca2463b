-- What a rep's pages keep. desk/rep/rep_desk.c
CREATE TABLE rep_desk(
  rep      TEXT PRIMARY KEY REFERENCES rep,
  instance TEXT,                        -- their Mastodon server, asked once
  hash     TEXT UNIQUE,                 -- of the secret in their calendar's address
  renewed  INTEGER                      -- when it was made
) STRICT;

-- The time a suggestion had before it was dropped: a calendar that showed it
-- has to be told that it is cancelled.
CREATE TABLE slot_gone(
  suggestion INTEGER PRIMARY KEY REFERENCES suggestion,
  rep        TEXT    NOT NULL,
  at         INTEGER NOT NULL
) STRICT;
CREATE INDEX slot_gone_by_rep ON slot_gone(rep, at);
CREATE TRIGGER slot_leaves AFTER DELETE ON slot
BEGIN
  INSERT INTO slot_gone(suggestion, rep, at) VALUES (old.suggestion, old.rep, old.at)
  ON CONFLICT(suggestion) DO UPDATE SET at = excluded.at;
END;
