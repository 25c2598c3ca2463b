-- Why things were dismissed lately, by feed.
CREATE INDEX audit_dismissed ON audit(at, suggestion) WHERE is_now = 'dismissed';
