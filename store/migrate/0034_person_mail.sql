-- A mail address, by which people sign in, is one living person's, and nobody
-- is called as it. Triggers and not a unique index: a place that has doubles
-- already can still be opened, and gets no further ones. store/people.c
CREATE TRIGGER person_added AFTER INSERT ON person
WHEN new.erased IS NULL AND EXISTS (
  SELECT 1 FROM person AS p WHERE p.erased IS NULL AND p.id <> new.id AND p.mail <> ''
    AND lower(p.mail) IN (lower(new.mail), lower(new.name))
  UNION ALL SELECT 1 FROM person AS p WHERE p.erased IS NULL AND p.id <> new.id AND p.name = new.mail)
BEGIN
  SELECT RAISE(ABORT, 'somebody signs in with this already');
END;
CREATE TRIGGER person_renamed AFTER UPDATE OF name, mail, erased ON person
WHEN new.erased IS NULL AND EXISTS (
  SELECT 1 FROM person AS p WHERE p.erased IS NULL AND p.id <> new.id AND p.mail <> ''
    AND lower(p.mail) IN (lower(new.mail), lower(new.name))
  UNION ALL SELECT 1 FROM person AS p WHERE p.erased IS NULL AND p.id <> new.id AND p.name = new.mail)
BEGIN
  SELECT RAISE(ABORT, 'somebody signs in with this already');
END;
