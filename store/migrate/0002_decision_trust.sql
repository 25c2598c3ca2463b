-- Undoing a verdict gives back what it taught: the rep's trust before it.
ALTER TABLE decision ADD COLUMN trust INTEGER;
