-- What was offered, in the order of time, a short row each, so that what
-- became of 100,000 is counted in one walk: the first offer of a suggestion
-- with all that came of it since. Kept by triggers. scheduler/learn/pickup.c
CREATE TABLE offer(
  at         INTEGER NOT NULL,          -- first offered
  suggestion INTEGER NOT NULL UNIQUE REFERENCES suggestion,
  article    INTEGER NOT NULL,
  feed       INTEGER NOT NULL,
  rep        TEXT    NOT NULL,
  network    TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  accepted   INTEGER NOT NULL,          -- ever
  topic      TEXT    NOT NULL,          -- the term for which it was chosen, as JSON has it;
                                        -- with a backslash in it: look into suggestion.why
  reason     TEXT    NOT NULL,          -- of its last dismissal; '': none
  edited     INTEGER NOT NULL,
  opened     INTEGER NOT NULL,          -- a person clicked
  led        INTEGER NOT NULL,          -- to more than a reply
  PRIMARY KEY (at, suggestion)
) STRICT, WITHOUT ROWID;
INSERT INTO offer(at, suggestion, article, feed, rep, network, state, accepted, topic, reason, edited, opened, led)
  SELECT f.at, g.id, g.article, a.feed, g.rep, g.network, g.state, g.accepted IS NOT NULL,
    CASE WHEN g.why = '[]' THEN '' WHEN instr(g.why, '"term":"') = 0 THEN '\'
      ELSE substr(substr(g.why, instr(g.why, '"term":"') + 8), 1, instr(substr(g.why, instr(g.why, '"term":"') + 8), '"') - 1) END,
    coalesce((SELECT d.note FROM audit AS d WHERE d.suggestion = g.id AND d.is_now = 'dismissed' ORDER BY d.id DESC LIMIT 1), ''),
    EXISTS (SELECT 1 FROM audit AS e WHERE e.suggestion = g.id AND e.what = 'edit'),
    EXISTS (SELECT 1 FROM click AS c WHERE c.suggestion = g.id AND c.kind = 'person'),
    EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = g.id AND o.kind <> 'reply')
  FROM (SELECT suggestion, min(at) AS at FROM audit WHERE is_now = 'offered' AND suggestion IS NOT NULL GROUP BY suggestion) AS f
  JOIN suggestion AS g ON g.id = f.suggestion JOIN article AS a ON a.id = g.article;

CREATE TRIGGER offer_made AFTER INSERT ON audit
WHEN new.is_now = 'offered' AND NOT EXISTS (SELECT 1 FROM offer AS o WHERE o.suggestion = new.suggestion)
BEGIN
  INSERT INTO offer(at, suggestion, article, feed, rep, network, state, accepted, topic, reason, edited, opened, led)
  SELECT new.at, g.id, g.article, a.feed, g.rep, g.network, g.state, g.accepted IS NOT NULL,
    CASE WHEN g.why = '[]' THEN '' WHEN instr(g.why, '"term":"') = 0 THEN '\'
      ELSE substr(substr(g.why, instr(g.why, '"term":"') + 8), 1, instr(substr(g.why, instr(g.why, '"term":"') + 8), '"') - 1) END,
    coalesce((SELECT d.note FROM audit AS d WHERE d.suggestion = g.id AND d.is_now = 'dismissed' ORDER BY d.id DESC LIMIT 1), ''),
    EXISTS (SELECT 1 FROM audit AS e WHERE e.suggestion = g.id AND e.what = 'edit'),
    EXISTS (SELECT 1 FROM click AS c WHERE c.suggestion = g.id AND c.kind = 'person'),
    EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = g.id AND o.kind <> 'reply')
  FROM suggestion AS g JOIN article AS a ON a.id = g.article WHERE g.id = new.suggestion;
END;
CREATE TRIGGER offer_moved AFTER UPDATE OF state, accepted, rep, network, article ON suggestion
BEGIN
  UPDATE offer SET state = new.state, accepted = new.accepted IS NOT NULL, rep = new.rep, network = new.network,
    article = new.article WHERE suggestion = new.id;
END;
CREATE TRIGGER offer_edited AFTER INSERT ON audit
WHEN new.what = 'edit'
BEGIN
  UPDATE offer SET edited = 1 WHERE suggestion = new.suggestion;
END;
CREATE TRIGGER offer_dismissed AFTER INSERT ON audit
WHEN new.is_now = 'dismissed'
BEGIN
  UPDATE offer SET reason = coalesce(new.note, '') WHERE suggestion = new.suggestion;
END;
CREATE TRIGGER offer_forgotten AFTER UPDATE OF note ON audit
WHEN new.is_now = 'dismissed' AND old.note IS NOT new.note
BEGIN
  UPDATE offer SET reason = coalesce(new.note, '') WHERE suggestion = new.suggestion AND reason = coalesce(old.note, '');
END;
CREATE TRIGGER offer_opened AFTER INSERT ON click
WHEN new.kind = 'person'
BEGIN
  UPDATE offer SET opened = 1 WHERE suggestion = new.suggestion;
END;
CREATE TRIGGER offer_led_insert AFTER INSERT ON outcome
WHEN new.suggestion IS NOT NULL
BEGIN
  UPDATE offer SET led = EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = new.suggestion AND o.kind <> 'reply')
  WHERE suggestion = new.suggestion;
END;
CREATE TRIGGER offer_led_update AFTER UPDATE ON outcome
WHEN new.suggestion IS NOT NULL
BEGIN
  UPDATE offer SET led = EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = new.suggestion AND o.kind <> 'reply')
  WHERE suggestion = new.suggestion;
END;
CREATE TRIGGER offer_led_delete AFTER DELETE ON outcome
WHEN old.suggestion IS NOT NULL
BEGIN
  UPDATE offer SET led = EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = old.suggestion AND o.kind <> 'reply')
  WHERE suggestion = old.suggestion;
END;

-- Who shared within a time, and why something was dismissed: without a look at the rows.
CREATE INDEX share_by_time_rep ON share(at, rep);
DROP INDEX share_by_time;
