-- The desk: who is signed in where, and mail on its way. Of passwords,
-- sessions and tokens only hashes are kept.

-- store/people_secret.c
CREATE TABLE password(
  person   INTEGER PRIMARY KEY REFERENCES person,
  hash     TEXT    NOT NULL,            -- argon2id, with its salt and costs
  changed  INTEGER NOT NULL
) STRICT;
CREATE INDEX person_by_mail ON person(lower(mail));
CREATE INDEX sign_in_link_by_person ON sign_in_link(person);

-- desk/sign_in/session.c
CREATE TABLE session(
  hash     TEXT    PRIMARY KEY,
  person   INTEGER NOT NULL REFERENCES person,
  made     INTEGER NOT NULL,
  seen     INTEGER NOT NULL,            -- to the minute
  expires  INTEGER NOT NULL,
  address  TEXT    NOT NULL,
  agent    TEXT    NOT NULL,            -- what the browser calls itself
  flash    TEXT,                        -- said once on the next page
  undo     TEXT                         -- the address that takes it back
) STRICT;
CREATE INDEX session_by_person ON session(person);
CREATE INDEX session_by_expires ON session(expires);

-- desk/sign_in/token.c: who asks the API
CREATE TABLE token(
  hash     TEXT    PRIMARY KEY,
  id       TEXT    NOT NULL UNIQUE,     -- names it where it may be ended
  person   INTEGER NOT NULL REFERENCES person,
  name     TEXT    NOT NULL,
  made     INTEGER NOT NULL,
  seen     INTEGER,                     -- to the hour
  expires  INTEGER
) STRICT;
CREATE INDEX token_by_person ON token(person);

-- desk/mail/mail.c: the text is emptied once it is sent or given up
CREATE TABLE mail(
  id        INTEGER PRIMARY KEY,
  recipient TEXT    NOT NULL,
  subject   TEXT    NOT NULL,
  text      TEXT    NOT NULL,
  made      INTEGER NOT NULL,
  due       INTEGER,                    -- NULL: sent or given up
  expires   INTEGER NOT NULL,
  tries     INTEGER NOT NULL DEFAULT 0,
  error     TEXT,
  sent      INTEGER
) STRICT;
CREATE INDEX mail_by_due ON mail(due) WHERE due IS NOT NULL;
