-- Where a reader ends mails of this kind, for the header List-Unsubscribe
-- (RFC 2369); NULL: it is no mail that comes again. desk/mail/mail.c
ALTER TABLE mail ADD COLUMN unsubscribe TEXT;
