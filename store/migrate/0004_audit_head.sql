-- The audit's end, kept beside it: its chain shows what was changed within,
-- but not that rows were cut off its end. scheduler/queue/audit.c
CREATE TABLE audit_head(
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,              -- rows written so far
  chain  TEXT    NOT NULL               -- of the last one; '': none yet
) STRICT;
INSERT INTO audit_head(one, number, chain)
  SELECT 1, count(*), coalesce((SELECT chain FROM audit ORDER BY id DESC LIMIT 1), '') FROM audit;
