-- The company's own rules, every version that was ever in force; the last one
-- is. Empty: [review] rules says which. scheduler/check/rules_kept.c
CREATE TABLE rule_pack(
  version INTEGER PRIMARY KEY,          -- as in the pack itself
  json    TEXT    NOT NULL,
  who     TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  note    TEXT                          -- what changed, in words
) STRICT;
-- What was written, decided and cleared lately.
CREATE INDEX revision_by_time ON revision(at);
CREATE INDEX decision_by_time ON decision(at);
CREATE INDEX audit_cleared ON audit(at) WHERE what = 'clear itself';
CREATE INDEX suggestion_blind ON suggestion(state) WHERE blind = 1;
