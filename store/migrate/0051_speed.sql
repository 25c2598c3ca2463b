-- What the desk's pages ask at every turn, found by an index alone.

-- Of a story most texts are dead: told so by the index alone.
DROP INDEX suggestion_by_story;
CREATE INDEX suggestion_by_story ON suggestion(story, state, accepted);
-- Since when a text waits.
CREATE INDEX audit_sent ON audit(suggestion, at) WHERE is_now = 'in_review' AND was <> 'in_review';
-- What a report counts of a month.
CREATE INDEX audit_taken ON audit(at, suggestion) WHERE is_now IN ('accepted', 'scheduled');
CREATE INDEX audit_edited ON audit(at, suggestion) WHERE what = 'edit';
CREATE INDEX suggestion_by_time ON suggestion(made);
