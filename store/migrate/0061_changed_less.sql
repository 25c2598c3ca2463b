-- Fewer counts and finer ones (0050_changed.sql has the rest). A story of which
-- something waits is counted by itself ('story ID', of what it is the same as),
-- and what concerns all of them under 'texts': so the desk's queue is put
-- together from texts that are told anew one by one. What nobody sees counts
-- no more: a draft with what belongs to it, an audit's row beside the move
-- that it tells.
INSERT INTO changed(area, number) VALUES ('texts', 1);

-- What was judged, or taken by its rep, waits no more, blind sample or not.
DROP TRIGGER suggestion_insert_queue;
DROP TRIGGER suggestion_delete_queue;
DROP TRIGGER suggestion_update_queue;
DROP VIEW story_waits;
DROP INDEX suggestion_waits;
CREATE INDEX suggestion_waits ON suggestion(story) WHERE state = 'in_review' OR (blind = 1 AND state IN ('approved', 'offered'));
CREATE VIEW story_waits(story) AS
  SELECT a.id FROM story AS a JOIN story AS b ON b.id = coalesce(a.same_as, a.id) OR b.same_as = coalesce(a.same_as, a.id)
  JOIN suggestion AS w ON w.story = b.id WHERE w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'));
INSERT INTO changed(area, number) SELECT DISTINCT 'story ' || coalesce(s.same_as, s.id), 1 FROM suggestion AS w
  JOIN story AS s ON s.id = w.story WHERE w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'));
DROP TRIGGER suggestion_insert_day;
CREATE TRIGGER suggestion_insert_day AFTER INSERT ON suggestion
WHEN new.state <> 'draft'
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER suggestion_insert_queue AFTER INSERT ON suggestion
WHEN new.state <> 'draft' AND (new.state = 'in_review' OR (new.blind = 1 AND new.state IN ('approved', 'offered'))
  OR EXISTS (SELECT 1 FROM story_waits AS w WHERE w.story = new.story))
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
  INSERT INTO changed(area, number) SELECT 'story ' || coalesce(s.same_as, s.id), 1 FROM story AS s WHERE s.id = new.story
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER suggestion_delete_queue AFTER DELETE ON suggestion
WHEN old.state = 'in_review' OR (old.blind = 1 AND old.state IN ('approved', 'offered'))
  OR EXISTS (SELECT 1 FROM story_waits AS w WHERE w.story = old.story)
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
  INSERT INTO changed(area, number) SELECT 'story ' || coalesce(s.same_as, s.id), 1 FROM story AS s WHERE s.id = old.story
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER suggestion_update_queue AFTER UPDATE ON suggestion
WHEN old.state = 'in_review' OR (old.blind = 1 AND old.state IN ('approved', 'offered'))
  OR new.state = 'in_review' OR (new.blind = 1 AND new.state IN ('approved', 'offered'))
  OR EXISTS (SELECT 1 FROM story_waits AS w WHERE w.story = new.story)
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
  INSERT INTO changed(area, number) SELECT 'story ' || coalesce(s.same_as, s.id), 1 FROM story AS s WHERE s.id = new.story
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
DROP TRIGGER slot_insert_queue;
DROP TRIGGER slot_insert_day;
CREATE TRIGGER slot_insert_day AFTER INSERT ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = new.suggestion AND g.state <> 'draft')
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = new.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
END;
DROP TRIGGER slot_update_queue;
DROP TRIGGER slot_update_day;
CREATE TRIGGER slot_update_day AFTER UPDATE ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = new.suggestion AND g.state <> 'draft')
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = new.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
END;
DROP TRIGGER slot_delete_queue;
DROP TRIGGER slot_delete_day;
CREATE TRIGGER slot_delete_day AFTER DELETE ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = old.suggestion AND g.state <> 'draft')
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = old.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = old.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
END;
DROP TRIGGER finding_insert_queue;
DROP TRIGGER finding_insert_day;
CREATE TRIGGER finding_insert_day AFTER INSERT ON finding
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = new.suggestion AND g.state <> 'draft')
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = new.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
  INSERT INTO changed(area, number) SELECT 'story ' || coalesce(s.same_as, s.id), 1 FROM suggestion AS w
  JOIN story AS s ON s.id = w.story WHERE w.id = new.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered')))
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
DROP TRIGGER finding_update_queue;
DROP TRIGGER finding_update_day;
CREATE TRIGGER finding_update_day AFTER UPDATE ON finding
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = new.suggestion AND g.state <> 'draft')
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = new.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
  INSERT INTO changed(area, number) SELECT 'story ' || coalesce(s.same_as, s.id), 1 FROM suggestion AS w
  JOIN story AS s ON s.id = w.story WHERE w.id = new.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered')))
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
DROP TRIGGER finding_delete_queue;
DROP TRIGGER finding_delete_day;
CREATE TRIGGER finding_delete_day AFTER DELETE ON finding
WHEN EXISTS (SELECT 1 FROM suggestion AS g WHERE g.id = old.suggestion AND g.state <> 'draft')
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = old.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.id = old.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
  INSERT INTO changed(area, number) SELECT 'story ' || coalesce(s.same_as, s.id), 1 FROM suggestion AS w
  JOIN story AS s ON s.id = w.story WHERE w.id = old.suggestion AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered')))
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
DROP TRIGGER audit_insert_day;
DROP TRIGGER company_post_insert_queue;
CREATE TRIGGER company_post_insert_queue AFTER INSERT ON company_post
BEGIN
  UPDATE changed SET number = number + 1 WHERE area IN ('queue', 'texts');
END;
DROP TRIGGER company_post_update_queue;
CREATE TRIGGER company_post_update_queue AFTER UPDATE ON company_post
BEGIN
  UPDATE changed SET number = number + 1 WHERE area IN ('queue', 'texts');
END;
DROP TRIGGER company_post_delete_queue;
CREATE TRIGGER company_post_delete_queue AFTER DELETE ON company_post
BEGIN
  UPDATE changed SET number = number + 1 WHERE area IN ('queue', 'texts');
END;
DROP TRIGGER revision_update_queue;
CREATE TRIGGER revision_update_queue AFTER UPDATE ON revision
BEGIN
  UPDATE changed SET number = number + 1 WHERE area IN ('queue', 'texts');
END;
DROP TRIGGER revision_delete_queue;
CREATE TRIGGER revision_delete_queue AFTER DELETE ON revision
BEGIN
  UPDATE changed SET number = number + 1 WHERE area IN ('queue', 'texts');
END;
CREATE TRIGGER rep_update_texts AFTER UPDATE OF name ON rep
WHEN old.name <> new.name
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'texts';
END;
DROP TRIGGER story_update_same;
CREATE TRIGGER story_update_same AFTER UPDATE OF same_as ON story
WHEN old.same_as IS NOT new.same_as
BEGIN
  UPDATE changed SET number = number + 1 WHERE area IN ('queue', 'texts');
END;
CREATE TRIGGER article_update_texts AFTER UPDATE OF title, text, summary, url, site, published ON article
WHEN old.title <> new.title OR old.text <> new.text OR old.summary <> new.summary OR old.url IS NOT new.url
  OR old.site IS NOT new.site OR old.published IS NOT new.published
BEGIN
  INSERT INTO changed(area, number) SELECT DISTINCT 'story ' || coalesce(s.same_as, s.id), 1 FROM suggestion AS g
  JOIN story AS s ON s.id = g.story WHERE g.article = new.id ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
DROP TRIGGER article_update_story;
CREATE TRIGGER article_update_story AFTER UPDATE OF story ON article
WHEN old.story IS NOT new.story
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.story IN (old.story, new.story) AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered'))));
  INSERT INTO changed(area, number) SELECT DISTINCT 'story ' || coalesce(s.same_as, s.id), 1 FROM suggestion AS w
  JOIN story AS s ON s.id = w.story WHERE w.story IN (old.story, new.story) AND (w.state = 'in_review' OR (w.blind = 1 AND w.state IN ('approved', 'offered')))
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
