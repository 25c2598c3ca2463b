-- Who is told what happens, as an admin named them at the desk; 0 as a target
-- is [desk] webhook. desk/mail/webhook_to.c
CREATE TABLE webhook_to(
  id     INTEGER PRIMARY KEY,
  name   TEXT    NOT NULL,
  url    TEXT    NOT NULL,
  format TEXT    NOT NULL CHECK (format IN ('json', 'slack', 'teams')),
  secret TEXT    NOT NULL,              -- signs what is sent; the receiver has it too
  made   INTEGER NOT NULL,
  paused INTEGER                        -- since when
) STRICT;
ALTER TABLE webhook ADD COLUMN target INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhook ADD COLUMN answer INTEGER;  -- the last status that came back
ALTER TABLE webhook ADD COLUMN tried INTEGER;   -- when that was
CREATE INDEX webhook_by_target ON webhook(target, id);
