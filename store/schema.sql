-- polyphony's tables, SQLite definitions (version 1; later versions are
-- store/migrate/NNNN_*.sql). Instants are Unix seconds, UTC. Lists and
-- structures that are only ever read whole are JSON text.
-- Each table is written by the one file named above it; others read.

-- One row: which version the tables have. store/store.c
CREATE TABLE schema_version(version INTEGER NOT NULL) STRICT;
INSERT INTO schema_version(version) VALUES (1);

-- Company settings that are edited in the desk. store/store.c
CREATE TABLE setting(
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- ----- curator ---------------------------------------------------------

-- A subscribed feed, as marketing seeded it. curator/fetch/subscription.c
CREATE TABLE feed(
  id       INTEGER PRIMARY KEY,
  url      TEXT NOT NULL UNIQUE,        -- normalised; where we ask now
  title    TEXT NOT NULL,
  site     TEXT,                        -- home page
  folder   TEXT NOT NULL DEFAULT '',
  state    TEXT NOT NULL DEFAULT 'active'
           CHECK (state IN ('active', 'muted')),
  added_at INTEGER NOT NULL
) STRICT;

-- What we know of a feed's server, one row a feed. curator/fetch/subscription.c
CREATE TABLE fetch_state(
  feed               INTEGER PRIMARY KEY REFERENCES feed ON DELETE CASCADE,
  etag               TEXT,              -- verbatim
  last_modified      TEXT,              -- verbatim
  not_modified_since INTEGER,           -- first of an unbroken row of 304s
  last_visit         INTEGER,           -- NULL: never asked
  last_ok            INTEGER,
  next_visit         INTEGER NOT NULL DEFAULT 0,
  failures           INTEGER NOT NULL DEFAULT 0, -- in a row
  first_failure      INTEGER,
  moved_to           TEXT,              -- a permanent redirect, until it is believed
  moved_since        INTEGER,
  moved_seen         INTEGER NOT NULL DEFAULT 0,
  health             TEXT NOT NULL DEFAULT 'new', -- visit_health_name()
  words              TEXT NOT NULL DEFAULT 'not visited yet', -- for people
  candidates         TEXT,              -- JSON list of feed addresses found on a page
  entries            INTEGER NOT NULL DEFAULT 0 -- in the last answer
) STRICT;
CREATE INDEX fetch_due ON fetch_state(next_visit);

-- One entry of a feed with its page's text. curator/extract/archive.c
CREATE TABLE article(
  id          INTEGER PRIMARY KEY,
  feed        INTEGER NOT NULL REFERENCES feed,
  guid        TEXT NOT NULL,            -- guid, else link, else hash (feed_entry_identity)
  url         TEXT,                     -- clean: without tracking parameters
  url_key     TEXT,                     -- url_identity(); same page, same key
  title       TEXT NOT NULL,
  author      TEXT,
  site        TEXT,                     -- name of the site
  published   INTEGER,                  -- as the feed or page says; NULL: not said
  seen        INTEGER NOT NULL,         -- first time in a feed
  changed     INTEGER NOT NULL,         -- last time that title or text changed
  summary     TEXT NOT NULL DEFAULT '', -- plain text
  content     TEXT NOT NULL DEFAULT '', -- plain text of what the feed itself carried
  text        TEXT NOT NULL DEFAULT '', -- the article as read; paragraphs by blank lines
  language    TEXT,                     -- ISO 639-1, NULL: not known
  words       INTEGER NOT NULL DEFAULT 0,
  digest      TEXT NOT NULL,            -- of title and content, to see changes
  page        TEXT NOT NULL DEFAULT 'wanted' -- of the page behind it:
              CHECK (page IN ('wanted', 'read', 'none', 'failed', 'refused')),
  page_tries  INTEGER NOT NULL DEFAULT 0,
  page_after  INTEGER NOT NULL DEFAULT 0, -- not asked again before
  page_words  TEXT,                     -- what went wrong, for people
  story       INTEGER REFERENCES story,
  UNIQUE(feed, guid)
) STRICT;
CREATE INDEX article_by_key ON article(url_key);
CREATE INDEX article_by_digest ON article(feed, digest, guid);
CREATE INDEX article_by_address ON article(feed, url_key, guid);
CREATE INDEX article_by_story ON article(story);
CREATE INDEX article_by_date ON article(published);
CREATE INDEX article_wanted ON article(page_after) WHERE page = 'wanted';
CREATE INDEX article_alone ON article(feed) WHERE story IS NULL;

-- The articles that tell the same thing; one of them leads. curator/story/stories.c
CREATE TABLE story(
  id       INTEGER PRIMARY KEY,
  key      TEXT NOT NULL UNIQUE,        -- from the founding article's feed and guid: the
                                        -- same in every run, whatever the row numbers
  lead     INTEGER REFERENCES article,  -- NULL only while it is being founded
  founded  INTEGER NOT NULL,
  published INTEGER,                    -- of the lead
  same_as  INTEGER REFERENCES story,    -- a later match of two stories that people have seen
  state    TEXT NOT NULL DEFAULT 'open'
           CHECK (state IN ('open', 'blocked', 'retracted')),
  pinned   INTEGER NOT NULL DEFAULT 0,  -- marketing wants it shared
  embargo  INTEGER,                     -- not offered before
  expires  INTEGER,                     -- not offered after
  note     TEXT
) STRICT;
CREATE INDEX story_by_date ON story(published);
CREATE INDEX story_by_lead ON story(lead);

-- How well a story fits an audience. curator/rank/relevance.c
CREATE TABLE relevance(
  audience TEXT    NOT NULL REFERENCES audience,
  story    INTEGER NOT NULL REFERENCES story,
  score    REAL    NOT NULL,            -- 0..1
  why      TEXT    NOT NULL,            -- JSON [{"term","weight"}], surface words
  reasons  TEXT    NOT NULL DEFAULT '[]', -- JSON list of other facts in words
  PRIMARY KEY (audience, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX relevance_best ON relevance(audience, score);

-- What the last rankings saw, one row an audience: for honest empty states.
-- curator/rank/relevance.c
CREATE TABLE ranking(
  audience TEXT PRIMARY KEY REFERENCES audience,
  at       INTEGER NOT NULL,
  stories  INTEGER NOT NULL,            -- read
  best     REAL    NOT NULL             -- score of the best
) STRICT;

-- ----- people ----------------------------------------------------------

-- Whom a rep speaks to; reps can share one. scheduler/reps.c
CREATE TABLE audience(
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  about    TEXT NOT NULL DEFAULT '',
  json     TEXT NOT NULL                -- the audience as imported or edited
) STRICT;

-- A person who shares. scheduler/reps.c
CREATE TABLE rep(
  id       TEXT PRIMARY KEY,            -- the id given in reps.json
  name     TEXT NOT NULL,
  audience TEXT NOT NULL REFERENCES audience,
  language TEXT NOT NULL DEFAULT 'en',
  networks TEXT NOT NULL,               -- JSON list, wanted first
  quota    INTEGER NOT NULL DEFAULT 2,  -- suggestions a day
  hours    TEXT NOT NULL,               -- JSON {days,start,end,timezone}
  review   TEXT NOT NULL DEFAULT 'flagged' CHECK (review IN ('flagged', 'all', 'none')),
  trust    INTEGER NOT NULL DEFAULT 0 CHECK (trust BETWEEN 0 AND 2),
  state    TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'away', 'gone')),
  json     TEXT NOT NULL                -- the rep as imported or edited
) STRICT;

-- How a rep speaks: what was given and, a line each, what was learned.
-- scheduler/reps.c, reps_learn.c
CREATE TABLE voice(
  rep      TEXT PRIMARY KEY REFERENCES rep,
  json     TEXT NOT NULL                -- tone, length, emoji, hashtags, samples ...
) STRICT;
CREATE TABLE voice_line(
  id       INTEGER PRIMARY KEY,
  rep      TEXT NOT NULL REFERENCES rep,
  line     TEXT NOT NULL,               -- "opens with a number", as people read it
  json     TEXT NOT NULL,               -- the same for the composer
  learned  INTEGER NOT NULL,
  removed  INTEGER                      -- the rep took it out
) STRICT;
CREATE INDEX voice_line_by_rep ON voice_line(rep);

-- Who signs in. store/people.c
CREATE TABLE person(
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  role     TEXT NOT NULL CHECK (role IN ('rep', 'reviewer', 'marketing', 'manager', 'admin')),
  rep      TEXT REFERENCES rep,
  mail     TEXT,
  made     INTEGER NOT NULL,
  erased   INTEGER
) STRICT;

-- One-time links for signing in; only a hash of the secret is kept.
-- store/people.c
CREATE TABLE sign_in_link(
  hash     TEXT PRIMARY KEY,
  person   INTEGER REFERENCES person,   -- NULL: the set-up link of an empty place
  made     INTEGER NOT NULL,
  expires  INTEGER NOT NULL,
  used     INTEGER
) STRICT;

-- ----- scheduler -------------------------------------------------------

-- What the company page itself published; nothing may echo it.
-- scheduler/company.c
CREATE TABLE company_post(
  id        INTEGER PRIMARY KEY,
  text      TEXT NOT NULL UNIQUE,
  url       TEXT,
  url_key   TEXT,
  published INTEGER,
  network   TEXT NOT NULL DEFAULT 'linkedin'
) STRICT;
CREATE INDEX company_post_by_url ON company_post(url_key);

-- The day's assignment, stored whole before the first text is written.
-- scheduler/assign/plan.c
CREATE TABLE plan(
  day       TEXT    NOT NULL,           -- 2026-11-22, UTC
  rep       TEXT    NOT NULL REFERENCES rep,
  story     INTEGER NOT NULL REFERENCES story,
  round     INTEGER NOT NULL,           -- 0 first; later ones replace what failed
  place     INTEGER NOT NULL,           -- order of composing within the round
  score     REAL    NOT NULL,
  state     TEXT    NOT NULL DEFAULT 'todo' CHECK (state IN ('todo', 'done', 'none')),
  note      TEXT,                       -- why none
  PRIMARY KEY (day, rep, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_order ON plan(day, round, place);

-- Why a rep has nothing (more) on a day. scheduler/assign/plan.c
CREATE TABLE idle(
  day  TEXT NOT NULL,
  rep  TEXT NOT NULL REFERENCES rep,
  why  TEXT NOT NULL,
  PRIMARY KEY (day, rep)
) STRICT, WITHOUT ROWID;

-- The moves that a suggestion's life allows; all others are refused by the
-- trigger below. Filled here and never written again.
CREATE TABLE move(
  was    TEXT NOT NULL,
  is_now TEXT NOT NULL,
  PRIMARY KEY (was, is_now)
) STRICT, WITHOUT ROWID;
INSERT INTO move(was, is_now) VALUES
  ('draft', 'in_review'), ('draft', 'approved'), ('draft', 'discarded'),
  ('in_review', 'approved'), ('in_review', 'changes_requested'), ('in_review', 'rejected'),
  ('changes_requested', 'in_review'),
  ('approved', 'offered'), ('approved', 'in_review'), ('approved', 'draft'),
  ('offered', 'accepted'), ('offered', 'scheduled'), ('offered', 'in_review'),
  ('offered', 'dismissed'), ('offered', 'discarded'),
  ('accepted', 'shared'), ('accepted', 'scheduled'), ('accepted', 'offered'),
  ('scheduled', 'accepted'), ('scheduled', 'shared'), ('scheduled', 'offered'),
  ('withdrawn', 'shared'), ('expired', 'shared');
-- anything before shared can end by time or be taken back
INSERT INTO move(was, is_now)
  SELECT s.name, e.name
  FROM (SELECT 'draft' AS name UNION ALL SELECT 'in_review' UNION ALL SELECT 'changes_requested'
        UNION ALL SELECT 'approved' UNION ALL SELECT 'offered' UNION ALL SELECT 'accepted'
        UNION ALL SELECT 'scheduled') AS s,
       (SELECT 'expired' AS name UNION ALL SELECT 'withdrawn') AS e;

-- One text for one rep, about one story, for one network.
-- scheduler/queue/queue.c alone; read by review, day, share and learn.
CREATE TABLE suggestion(
  id         INTEGER PRIMARY KEY,
  key        TEXT    NOT NULL UNIQUE,   -- the same in every run: day, rep, story, network
  rep        TEXT    NOT NULL REFERENCES rep,
  story      INTEGER NOT NULL REFERENCES story,
  article    INTEGER NOT NULL REFERENCES article,
  network    TEXT    NOT NULL,          -- a name from scheduler/check/network.c
  state      TEXT    NOT NULL DEFAULT 'draft',
  text       TEXT    NOT NULL,
  link       TEXT,
  angle      TEXT    NOT NULL DEFAULT '',
  opening    TEXT    NOT NULL DEFAULT '',
  structure  TEXT    NOT NULL DEFAULT '',
  phrases    TEXT    NOT NULL DEFAULT '', -- of the pack, by name, blank between: they rest
  spans      TEXT    NOT NULL DEFAULT '', -- "start-end" of the article used, blank between
  source     TEXT    NOT NULL DEFAULT '[]', -- JSON [{start,end,text,in}]
  score      REAL    NOT NULL DEFAULT 0,
  why        TEXT    NOT NULL DEFAULT '[]', -- JSON [{term,weight}]
  reasons    TEXT    NOT NULL DEFAULT '[]', -- JSON
  writer     TEXT    NOT NULL DEFAULT 'grammar', -- grammar, or who wrote it
  revision   INTEGER NOT NULL DEFAULT 1,
  pack       TEXT    NOT NULL DEFAULT '',   -- rule pack and version it was checked with
  made       INTEGER NOT NULL,
  snoozed    INTEGER,                   -- not shown before
  accepted   INTEGER,                   -- first time: its wording is reserved for 30 days
  blind      INTEGER NOT NULL DEFAULT 0,-- cleared itself, reviewed all the same
  retry_at   INTEGER,                   -- scheduled: when to try again
  error      TEXT                       -- scheduled: what went wrong
) STRICT;
-- A rep has at most one live or shared suggestion for a story.
CREATE UNIQUE INDEX one_live ON suggestion(rep, story) WHERE state NOT IN
  ('rejected', 'dismissed', 'expired', 'withdrawn', 'discarded');
CREATE INDEX suggestion_by_story ON suggestion(story);
CREATE INDEX suggestion_by_rep ON suggestion(rep, made);
CREATE INDEX suggestion_by_state ON suggestion(state);
CREATE TRIGGER suggestion_move BEFORE UPDATE OF state ON suggestion
WHEN old.state <> new.state
 AND NOT EXISTS (SELECT 1 FROM move WHERE was = old.state AND is_now = new.state)
 AND NOT EXISTS (SELECT 1 FROM undoing WHERE suggestion = old.id)
BEGIN
  SELECT RAISE(ABORT, 'no such move in a suggestion''s life');
END;
-- A frozen text keeps its words.
CREATE TRIGGER suggestion_frozen BEFORE UPDATE OF text ON suggestion
WHEN old.text <> new.text AND old.state IN ('accepted', 'scheduled', 'shared')
BEGIN
  SELECT RAISE(ABORT, 'the text is frozen once it is accepted');
END;

-- Filled for the length of an undo's own transaction, so that the reverse of
-- an allowed move passes the trigger. scheduler/queue/queue.c
CREATE TABLE undoing(suggestion INTEGER PRIMARY KEY) STRICT;

-- Every wording a suggestion had. scheduler/queue/queue.c
CREATE TABLE revision(
  suggestion INTEGER NOT NULL REFERENCES suggestion,
  number     INTEGER NOT NULL,          -- from 1
  text       TEXT    NOT NULL,
  who        TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  pack       TEXT    NOT NULL,
  PRIMARY KEY (suggestion, number)
) STRICT, WITHOUT ROWID;

-- What the rules said of a revision. scheduler/queue/queue.c
CREATE TABLE finding(
  id         INTEGER PRIMARY KEY,
  suggestion INTEGER NOT NULL REFERENCES suggestion,
  revision   INTEGER NOT NULL,
  rule       TEXT    NOT NULL,
  severity   TEXT    NOT NULL CHECK (severity IN ('advise', 'warn', 'block')),
  start      INTEGER NOT NULL,          -- code points
  "end"      INTEGER NOT NULL,
  message    TEXT    NOT NULL,
  fix        TEXT    NOT NULL
) STRICT;
CREATE INDEX finding_by_suggestion ON finding(suggestion, revision);

-- A reviewer's word on a revision. scheduler/queue/queue.c
CREATE TABLE decision(
  id         INTEGER PRIMARY KEY,
  suggestion INTEGER NOT NULL REFERENCES suggestion,
  revision   INTEGER NOT NULL,
  who        TEXT    NOT NULL,
  verdict    TEXT    NOT NULL,
  note       TEXT,
  pack       TEXT    NOT NULL,
  at         INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_by_suggestion ON decision(suggestion);

-- The proposed time of a live suggestion. scheduler/queue/queue.c
CREATE TABLE slot(
  suggestion INTEGER PRIMARY KEY REFERENCES suggestion,
  rep        TEXT    NOT NULL,
  story      INTEGER NOT NULL,
  network    TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  day_starts INTEGER NOT NULL           -- of the slot's local working day: offered from here
) STRICT;
CREATE INDEX slot_by_rep ON slot(rep, at);
CREATE INDEX slot_by_story ON slot(story, network, at);

-- What was really posted (scheduler/queue/queue.c), its clicks and what came of it.
CREATE TABLE share(
  suggestion INTEGER PRIMARY KEY REFERENCES suggestion,
  rep        TEXT    NOT NULL,
  network    TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  address    TEXT,                      -- of the post, if the rep told
  late       INTEGER NOT NULL DEFAULT 0 -- after it was withdrawn or had expired
) STRICT;
CREATE INDEX share_by_rep ON share(rep, at);
CREATE TABLE click(
  id         INTEGER PRIMARY KEY,
  suggestion INTEGER NOT NULL REFERENCES suggestion,
  at         INTEGER NOT NULL,
  kind       TEXT    NOT NULL           -- person, scanner, unknown
) STRICT;
CREATE INDEX click_by_suggestion ON click(suggestion);
CREATE TABLE outcome(
  id         INTEGER PRIMARY KEY,
  suggestion INTEGER REFERENCES suggestion,
  rep        TEXT    NOT NULL REFERENCES rep,
  kind       TEXT    NOT NULL CHECK (kind IN ('reply', 'lead', 'meeting', 'deal')),
  value      REAL,
  note       TEXT,
  at         INTEGER NOT NULL
) STRICT;
CREATE INDEX outcome_by_suggestion ON outcome(suggestion);

-- Who did what, when; never changed, never deleted. scheduler/queue/queue.c
CREATE TABLE audit(
  id         INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,
  who        TEXT    NOT NULL,
  what       TEXT    NOT NULL,          -- approve, dismiss, edit, undo ...
  suggestion INTEGER REFERENCES suggestion,
  was        TEXT,
  is_now     TEXT,
  note       TEXT,
  text       TEXT,                      -- the exact text at that moment
  pack       TEXT,
  chain      TEXT NOT NULL              -- hash over this row and the chain before it
) STRICT;
CREATE INDEX audit_by_suggestion ON audit(suggestion);
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;
