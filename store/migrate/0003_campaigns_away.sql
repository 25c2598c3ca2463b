-- What marketing wants talked about for a while. scheduler/assign/campaign.c
CREATE TABLE campaign(
  id     INTEGER PRIMARY KEY,
  name   TEXT    NOT NULL UNIQUE,
  points INTEGER NOT NULL CHECK (points BETWEEN 1 AND 20), -- of 100, added to the fit
  starts INTEGER NOT NULL,
  ends   INTEGER,                       -- NULL: until somebody ends it
  made   INTEGER NOT NULL,
  who    TEXT    NOT NULL
) STRICT;
-- Which stories and reps it is about: a story that has any of its words,
-- feeds or stories; all reps where none is named. scheduler/assign/campaign.c
CREATE TABLE campaign_part(
  campaign INTEGER NOT NULL REFERENCES campaign ON DELETE CASCADE,
  kind     TEXT    NOT NULL CHECK (kind IN ('word', 'feed', 'story', 'rep')),
  value    TEXT    NOT NULL,            -- the word, feed.id, story.key, rep.id
  PRIMARY KEY (campaign, kind, value)
) STRICT, WITHOUT ROWID;

-- The days on which a rep is away, both included. scheduler/assign/away.c
CREATE TABLE away(
  rep   TEXT    NOT NULL REFERENCES rep,
  first INTEGER NOT NULL,               -- days since 1970-01-01, local
  last  INTEGER NOT NULL,
  given TEXT    NOT NULL CHECK (given IN ('import', 'hand')),
  PRIMARY KEY (rep, first, last)
) STRICT, WITHOUT ROWID;

-- Why this rep got this story, in words.
ALTER TABLE plan ADD COLUMN reason TEXT;
