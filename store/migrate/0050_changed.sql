-- What was written, counted by who sees it: a page that was made stays right
-- while the counts of its area and of 'all' stay. The triggers count in the
-- transaction that writes, whichever program that is. Areas: 'all', 'queue'
-- (what a reviewer sees), 'rep ID' (what that rep sees today). desk/http/kept.c
CREATE TABLE changed(
  area   TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO changed(area, number) VALUES ('all', 1), ('queue', 1);

-- Which stories a reviewer is looking at: one waits on it, or on one that
-- turned out to be the same, and stands beside the others' texts.
CREATE INDEX suggestion_waits ON suggestion(story) WHERE state = 'in_review' OR blind = 1;
CREATE VIEW story_waits(story) AS
  SELECT a.id FROM story AS a JOIN story AS b ON b.id = coalesce(a.same_as, a.id) OR b.same_as = coalesce(a.same_as, a.id)
  JOIN suggestion AS w ON w.story = b.id WHERE w.state = 'in_review' OR w.blind = 1;

CREATE TRIGGER suggestion_insert_day AFTER INSERT ON suggestion
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER suggestion_insert_queue AFTER INSERT ON suggestion
WHEN new.state = 'in_review' OR new.blind = 1
  OR EXISTS (SELECT 1 FROM story_waits AS w WHERE w.story = new.story)
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER suggestion_delete_day AFTER DELETE ON suggestion
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || old.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER suggestion_delete_queue AFTER DELETE ON suggestion
WHEN old.state = 'in_review' OR old.blind = 1
  OR EXISTS (SELECT 1 FROM story_waits AS w WHERE w.story = old.story)
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER suggestion_update_day AFTER UPDATE ON suggestion
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER suggestion_update_other AFTER UPDATE OF rep ON suggestion
WHEN old.rep <> new.rep
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || old.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER suggestion_update_queue AFTER UPDATE ON suggestion
WHEN 'in_review' IN (old.state, new.state) OR 1 IN (old.blind, new.blind)
  OR EXISTS (SELECT 1 FROM story_waits AS w WHERE w.story = new.story)
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;

CREATE TRIGGER slot_insert_day AFTER INSERT ON slot
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER slot_insert_queue AFTER INSERT ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS w WHERE w.id = new.suggestion
  AND (w.state = 'in_review' OR w.blind = 1))
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER slot_update_day AFTER UPDATE ON slot
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER slot_update_queue AFTER UPDATE ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS w WHERE w.id = new.suggestion
  AND (w.state = 'in_review' OR w.blind = 1))
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER slot_delete_day AFTER DELETE ON slot
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = old.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER slot_delete_queue AFTER DELETE ON slot
WHEN EXISTS (SELECT 1 FROM suggestion AS w WHERE w.id = old.suggestion
  AND (w.state = 'in_review' OR w.blind = 1))
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER finding_insert_day AFTER INSERT ON finding
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER finding_insert_queue AFTER INSERT ON finding
WHEN EXISTS (SELECT 1 FROM suggestion AS w WHERE w.id = new.suggestion
  AND (w.state = 'in_review' OR w.blind = 1))
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER finding_update_day AFTER UPDATE ON finding
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER finding_update_queue AFTER UPDATE ON finding
WHEN EXISTS (SELECT 1 FROM suggestion AS w WHERE w.id = new.suggestion
  AND (w.state = 'in_review' OR w.blind = 1))
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER finding_delete_day AFTER DELETE ON finding
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = old.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER finding_delete_queue AFTER DELETE ON finding
WHEN EXISTS (SELECT 1 FROM suggestion AS w WHERE w.id = old.suggestion
  AND (w.state = 'in_review' OR w.blind = 1))
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER voice_line_insert_day AFTER INSERT ON voice_line
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER voice_line_update_day AFTER UPDATE ON voice_line
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER voice_line_delete_day AFTER DELETE ON voice_line
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || old.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER idle_insert_day AFTER INSERT ON idle
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER idle_update_day AFTER UPDATE ON idle
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER idle_delete_day AFTER DELETE ON idle
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || old.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER audit_insert_day AFTER INSERT ON audit
WHEN new.suggestion IS NOT NULL
BEGIN
  INSERT INTO changed(area, number) SELECT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.id = new.suggestion
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER audit_insert_queue AFTER INSERT ON audit
WHEN new.what = 'clear itself' OR new.is_now = 'in_review'
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER audit_update_all AFTER UPDATE ON audit
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'all';
END;
CREATE TRIGGER decision_insert_queue AFTER INSERT ON decision
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER company_post_insert_queue AFTER INSERT ON company_post
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER rule_pack_insert_all AFTER INSERT ON rule_pack
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'all';
END;
CREATE TRIGGER setting_insert_all AFTER INSERT ON setting
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'all';
END;
CREATE TRIGGER decision_update_queue AFTER UPDATE ON decision
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER company_post_update_queue AFTER UPDATE ON company_post
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER rule_pack_update_all AFTER UPDATE ON rule_pack
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'all';
END;
CREATE TRIGGER setting_update_all AFTER UPDATE ON setting
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'all';
END;
CREATE TRIGGER decision_delete_queue AFTER DELETE ON decision
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER company_post_delete_queue AFTER DELETE ON company_post
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER rule_pack_delete_all AFTER DELETE ON rule_pack
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'all';
END;
CREATE TRIGGER setting_delete_all AFTER DELETE ON setting
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'all';
END;
CREATE TRIGGER revision_update_queue AFTER UPDATE ON revision
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER revision_delete_queue AFTER DELETE ON revision
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;

CREATE TRIGGER rep_insert_day AFTER INSERT ON rep
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.id, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER rep_update_day AFTER UPDATE ON rep
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.id, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;
CREATE TRIGGER rep_delete_all AFTER DELETE ON rep
BEGIN
  DELETE FROM changed WHERE area = 'rep ' || old.id;
  UPDATE changed SET number = number + 1 WHERE area = 'all';
END;

-- Curating writes all the time; only what people have before them counts.
CREATE TRIGGER article_update_day AFTER UPDATE OF title, text, url, site, words, published ON article
WHEN old.title <> new.title OR old.text <> new.text OR old.url IS NOT new.url
  OR old.site IS NOT new.site OR old.words <> new.words OR old.published IS NOT new.published
BEGIN
  INSERT INTO changed(area, number) SELECT DISTINCT 'rep ' || g.rep, 1 FROM suggestion AS g WHERE g.article = new.id AND g.state IN
    ('draft', 'in_review', 'changes_requested', 'approved', 'offered', 'accepted', 'scheduled')
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS g
    WHERE g.article = new.id AND (g.state = 'in_review' OR g.blind = 1));
END;
CREATE TRIGGER article_update_story AFTER UPDATE OF story ON article
WHEN old.story IS NOT new.story
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue' AND EXISTS (SELECT 1 FROM suggestion AS w
    WHERE w.story IN (old.story, new.story) AND (w.state = 'in_review' OR w.blind = 1));
END;
CREATE TRIGGER story_update_same AFTER UPDATE OF same_as ON story
WHEN old.same_as IS NOT new.same_as
BEGIN
  UPDATE changed SET number = number + 1 WHERE area = 'queue';
END;

-- What a rep has before them is a handful of all that they ever had.
CREATE INDEX suggestion_by_rep_state ON suggestion(rep, state);
