-- A person can be forgotten, and the audit still holds: its chain goes over
-- salted digests of who, note and text. Where somebody was forgotten a field
-- holds its digest and its salt is gone. scheduler/queue/audit.c, forget.c
ALTER TABLE audit ADD COLUMN who_salt  TEXT;
ALTER TABLE audit ADD COLUMN note_salt TEXT;
ALTER TABLE audit ADD COLUMN text_salt TEXT;
ALTER TABLE audit ADD COLUMN alias TEXT;  -- "person 12", where who is a digest
-- So many rows were written before there were salts.
ALTER TABLE audit_head ADD COLUMN unsalted INTEGER NOT NULL DEFAULT 0;
UPDATE audit_head SET unsalted = number;
CREATE INDEX audit_by_who ON audit(who);

-- Filled for the length of the transaction in which somebody is forgotten.
CREATE TABLE erasing(person INTEGER PRIMARY KEY) STRICT;
DROP TRIGGER audit_kept;
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR old.id <> new.id OR old.at <> new.at
  OR old.what <> new.what OR old.suggestion IS NOT new.suggestion OR old.was IS NOT new.was
  OR old.is_now IS NOT new.is_now OR old.pack IS NOT new.pack OR old.chain <> new.chain
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;
