-- What a program was answered under its Idempotency-Key, for a day.
-- desk/api/api_repeat.c
CREATE TABLE api_answer(
  person   INTEGER NOT NULL REFERENCES person,
  key      TEXT    NOT NULL,
  request  TEXT    NOT NULL,            -- digest of method, path and body
  status   INTEGER NOT NULL,
  body     TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (person, key)
) STRICT;
CREATE INDEX api_answer_by_time ON api_answer(at);

-- Events on their way to [webhook] url. desk/mail/webhook.c
CREATE TABLE webhook(
  id      INTEGER PRIMARY KEY,
  event   TEXT    NOT NULL,
  body    TEXT    NOT NULL,             -- emptied once it is taken or given up
  made    INTEGER NOT NULL,
  due     INTEGER,                      -- NULL: taken or given up
  expires INTEGER NOT NULL,
  tries   INTEGER NOT NULL DEFAULT 0,
  error   TEXT,
  sent    INTEGER
) STRICT;
CREATE INDEX webhook_by_due ON webhook(due) WHERE due IS NOT NULL;
CREATE INDEX webhook_by_made ON webhook(made);
-- Up to which row of the audit events were made. desk/mail/webhook.c
CREATE TABLE webhook_seen(
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  audit INTEGER NOT NULL,
  day   TEXT    NOT NULL DEFAULT ''     -- of the last day.digest
) STRICT;

-- The mail of the day. desk/mail/digest.c
CREATE TABLE digest(
  person INTEGER PRIMARY KEY REFERENCES person,
  off    INTEGER NOT NULL DEFAULT 0,    -- the person wants none
  day    INTEGER NOT NULL DEFAULT 0     -- local, since 1970-01-01: looked at
) STRICT;
