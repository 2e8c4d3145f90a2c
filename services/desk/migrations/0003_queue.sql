-- Exercises: in no list but their own, and in no figure. Part of the projection.
CREATE TABLE drills (case_reference TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- The order in which cases are to be answered.
CREATE INDEX cases_in_queue ON cases (
    CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END,
    IFNULL(due_at, 1e18), reference
) WHERE status IN ('open', 'waiting');
