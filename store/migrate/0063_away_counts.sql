-- Today says until when a rep is away (0050_changed.sql).
CREATE TRIGGER away_insert_day AFTER INSERT ON away
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER away_update_day AFTER UPDATE ON away
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || new.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER away_delete_day AFTER DELETE ON away
BEGIN
  INSERT INTO changed(area, number) VALUES ('rep ' || old.rep, 1)
  ON CONFLICT(area) DO UPDATE SET number = number + 1;
END;
