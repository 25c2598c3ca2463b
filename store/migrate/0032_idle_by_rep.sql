-- Why a rep has nothing: asked by rep, the last day first.
CREATE INDEX idle_by_rep ON idle(rep, day);
