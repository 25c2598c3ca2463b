-- Storing a text is most of what the database does: less of it. SQLite makes a
-- table of its own for each look into a list of more than two, at every row
-- that is written; and each rep has their count from the beginning, so that
-- counting is one step.
DROP INDEX one_live;
CREATE UNIQUE INDEX one_live ON suggestion(rep, story) WHERE state <> 'rejected' AND state <> 'dismissed'
  AND state <> 'expired' AND state <> 'withdrawn' AND state <> 'discarded';

INSERT INTO changed(area, number) SELECT 'rep ' || id, 1 FROM rep WHERE true ON CONFLICT(area) DO NOTHING;
DROP TRIGGER suggestion_insert_day;
CREATE TRIGGER suggestion_insert_day AFTER INSERT ON suggestion
WHEN new.state <> 'draft'
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'rep ' || new.rep;
END;
DROP TRIGGER suggestion_update_day;
CREATE TRIGGER suggestion_update_day AFTER UPDATE ON suggestion
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'rep ' || new.rep;
END;
DROP TRIGGER suggestion_update_other;
CREATE TRIGGER suggestion_update_other AFTER UPDATE OF rep ON suggestion
WHEN old.rep <> new.rep
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'rep ' || old.rep;
END;
DROP TRIGGER suggestion_delete_day;
CREATE TRIGGER suggestion_delete_day AFTER DELETE ON suggestion
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'rep ' || old.rep;
END;
DROP TRIGGER slot_insert_day;
CREATE TRIGGER slot_insert_day AFTER INSERT ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = new.suggestion AND g.state <> 'draft')
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'rep ' || new.rep;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = new.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
END;
DROP TRIGGER slot_update_day;
CREATE TRIGGER slot_update_day AFTER UPDATE ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = new.suggestion AND g.state <> 'draft')
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'rep ' || new.rep;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = new.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
END;
DROP TRIGGER slot_delete_day;
CREATE TRIGGER slot_delete_day AFTER DELETE ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = old.suggestion AND g.state <> 'draft')
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'rep ' || old.rep;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = old.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
END;
