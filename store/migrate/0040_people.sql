-- Somebody who is locked out can't sign in, and their tokens rest; the row and
-- what they did stays as it is. store/people_change.c
ALTER TABLE person ADD COLUMN locked INTEGER;  -- since when; NULL: not

-- Names that a person had before: the record still calls them so. Nobody else
-- takes one, and forgetting finds them. store/people_change.c
CREATE TABLE person_name(
  name   TEXT PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person,
  until  INTEGER NOT NULL
) STRICT;
CREATE INDEX person_name_by_person ON person_name(person);
