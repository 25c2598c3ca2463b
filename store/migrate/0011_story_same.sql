-- Each text asks which stories turned out to be the same as its own: without
-- this, all stories were read for it.
CREATE INDEX story_by_same ON story(same_as) WHERE same_as IS NOT NULL;
