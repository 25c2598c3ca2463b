-- What became of an offer as one number, so that a walk over 100,000 reads one
-- column for six: 1 taken (ever accepted, or shared), 2 edited, 4 a person
-- clicked, 8 led to more than a reply, 16 shared, 32 dismissed. What it says
-- else, and why, is told in 0052_offer.sql. scheduler/learn/pickup.c
DROP TRIGGER offer_made;
DROP TRIGGER offer_moved;
DROP TRIGGER offer_edited;
DROP TRIGGER offer_dismissed;
DROP TRIGGER offer_forgotten;
DROP TRIGGER offer_opened;
DROP TRIGGER offer_led_insert;
DROP TRIGGER offer_led_update;
DROP TRIGGER offer_led_delete;
ALTER TABLE offer RENAME TO offer_before;
CREATE TABLE offer(
  at         INTEGER NOT NULL,          -- first offered
  suggestion INTEGER NOT NULL UNIQUE REFERENCES suggestion,
  facts      INTEGER NOT NULL,          -- above
  topic      TEXT    NOT NULL,          -- the term for which it was chosen, as JSON has it;
                                        -- with a backslash in it: look into suggestion.why
  reason     TEXT    NOT NULL,          -- of its last dismissal; '': none
  article    INTEGER NOT NULL,
  feed       INTEGER NOT NULL,
  rep        TEXT    NOT NULL,
  network    TEXT    NOT NULL,
  PRIMARY KEY (at, suggestion)
) STRICT, WITHOUT ROWID;
INSERT INTO offer(at, suggestion, facts, topic, reason, article, feed, rep, network)
  SELECT o.at, o.suggestion, (o.accepted OR o.state = 'accepted' OR o.state = 'scheduled' OR o.state = 'shared') + 2 * o.edited
    + 4 * o.opened + 8 * o.led + 16 * (o.state = 'shared') + 32 * (o.state = 'dismissed'), o.topic, o.reason, o.article,
    o.feed, o.rep, o.network FROM offer_before AS o ORDER BY o.at, o.suggestion;
DROP TABLE offer_before;

CREATE TRIGGER offer_made AFTER INSERT ON audit
WHEN new.is_now = 'offered' AND NOT EXISTS (SELECT 1 FROM offer AS o WHERE o.suggestion = new.suggestion)
BEGIN
  INSERT INTO offer(at, suggestion, facts, topic, reason, article, feed, rep, network)
  SELECT new.at, g.id, (g.accepted IS NOT NULL OR g.state = 'accepted' OR g.state = 'scheduled' OR g.state = 'shared')
    + 16 * (g.state = 'shared') + 32 * (g.state = 'dismissed')
    + 2 * EXISTS (SELECT 1 FROM audit AS e WHERE e.suggestion = g.id AND e.what = 'edit')
    + 4 * EXISTS (SELECT 1 FROM click AS c WHERE c.suggestion = g.id AND c.kind = 'person')
    + 8 * EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = g.id AND o.kind <> 'reply'),
    CASE WHEN g.why = '[]' THEN '' WHEN instr(g.why, '"term":"') = 0 THEN '\'
      ELSE substr(substr(g.why, instr(g.why, '"term":"') + 8), 1, instr(substr(g.why, instr(g.why, '"term":"') + 8), '"') - 1) END,
    coalesce((SELECT d.note FROM audit AS d WHERE d.suggestion = g.id AND d.is_now = 'dismissed' ORDER BY d.id DESC LIMIT 1), ''),
    g.article, a.feed, g.rep, g.network
  FROM suggestion AS g JOIN article AS a ON a.id = g.article WHERE g.id = new.suggestion;
END;
CREATE TRIGGER offer_moved AFTER UPDATE OF state, accepted ON suggestion
WHEN (old.accepted IS NOT NULL OR old.state = 'accepted' OR old.state = 'scheduled' OR old.state = 'shared')
    + 16 * (old.state = 'shared') + 32 * (old.state = 'dismissed')
  <> (new.accepted IS NOT NULL OR new.state = 'accepted' OR new.state = 'scheduled' OR new.state = 'shared')
    + 16 * (new.state = 'shared') + 32 * (new.state = 'dismissed')
BEGIN
  UPDATE offer SET facts = (facts & 14) + (new.accepted IS NOT NULL OR new.state = 'accepted' OR new.state = 'scheduled' OR new.state = 'shared')
    + 16 * (new.state = 'shared') + 32 * (new.state = 'dismissed')
  WHERE suggestion = new.id;
END;
CREATE TRIGGER offer_given AFTER UPDATE OF rep, network, article ON suggestion
WHEN old.rep <> new.rep OR old.network <> new.network OR old.article <> new.article
BEGIN
  UPDATE offer SET rep = new.rep, network = new.network, article = new.article WHERE suggestion = new.id;
END;
CREATE TRIGGER offer_edited AFTER INSERT ON audit
WHEN new.what = 'edit'
BEGIN
  UPDATE offer SET facts = facts | 2 WHERE suggestion = new.suggestion;
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
  UPDATE offer SET facts = facts | 4 WHERE suggestion = new.suggestion;
END;
CREATE TRIGGER offer_led_insert AFTER INSERT ON outcome
WHEN new.suggestion IS NOT NULL
BEGIN
  UPDATE offer SET facts = (facts & ~8) + 8 * EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = new.suggestion AND o.kind <> 'reply')
  WHERE suggestion = new.suggestion;
END;
CREATE TRIGGER offer_led_update AFTER UPDATE ON outcome
WHEN new.suggestion IS NOT NULL
BEGIN
  UPDATE offer SET facts = (facts & ~8) + 8 * EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = new.suggestion AND o.kind <> 'reply')
  WHERE suggestion = new.suggestion;
END;
CREATE TRIGGER offer_led_delete AFTER DELETE ON outcome
WHEN old.suggestion IS NOT NULL
BEGIN
  UPDATE offer SET facts = (facts & ~8) + 8 * EXISTS (SELECT 1 FROM outcome AS o WHERE o.suggestion = old.suggestion AND o.kind <> 'reply')
  WHERE suggestion = old.suggestion;
END;
