-- A feed that was removed keeps its row while its articles are known, so that
-- an undo brings it back as it was. curator/fetch/subscription.c
ALTER TABLE feed ADD COLUMN removed INTEGER;

-- What marketing's pages ask by time.
CREATE INDEX article_by_feed_time ON article(feed, seen);
CREATE INDEX story_by_founding ON story(founded);
CREATE INDEX audit_offered ON audit(at, suggestion) WHERE is_now = 'offered';
CREATE INDEX share_by_time ON share(at);
CREATE INDEX slot_by_time ON slot(at);
CREATE INDEX click_by_time ON click(at);
CREATE INDEX outcome_by_time ON outcome(at);
CREATE INDEX relevance_by_story ON relevance(story, score);
CREATE INDEX campaign_by_end ON campaign(ends);
CREATE INDEX suggestion_by_article ON suggestion(article);
CREATE INDEX outcome_by_rep ON outcome(rep, at);
CREATE INDEX person_by_rep ON person(rep) WHERE rep IS NOT NULL;
CREATE INDEX rep_by_audience ON rep(audience);
