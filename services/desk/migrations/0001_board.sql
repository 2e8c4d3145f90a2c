-- How far each partition has been read; changes in the same transaction as the rows.
CREATE TABLE positions (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
) STRICT, WITHOUT ROWID;

-- The projection: emptied by a rebuild, filled again from the log.
-- The body stands last, so that a search over the other columns need not read it.
CREATE TABLE cases (
    reference TEXT PRIMARY KEY, department TEXT NOT NULL, assignee TEXT NOT NULL, status TEXT NOT NULL,
    kind TEXT, priority TEXT NOT NULL, due_at REAL, opened_at REAL NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX cases_by_opening ON cases (opened_at, reference);
CREATE INDEX cases_by_department ON cases (department, status, opened_at, reference);
CREATE INDEX cases_by_assignee ON cases (assignee, status, opened_at, reference);
CREATE INDEX cases_by_status ON cases (status, opened_at, reference);
CREATE INDEX cases_by_due ON cases (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE placements (
    case_reference TEXT NOT NULL, inquiry_id TEXT NOT NULL, reference TEXT NOT NULL, how TEXT,
    PRIMARY KEY (case_reference, inquiry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX placements_by_inquiry ON placements (inquiry_id);
CREATE INDEX placements_by_reference ON placements (reference);

CREATE TABLE people (
    case_reference TEXT NOT NULL, identity TEXT NOT NULL, PRIMARY KEY (case_reference, identity)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_by_identity ON people (identity);

CREATE TABLE outcomes (
    action_id TEXT PRIMARY KEY, case_reference TEXT NOT NULL, body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outcomes_by_case ON outcomes (case_reference);

CREATE TABLE deliveries (
    notice_id TEXT PRIMARY KEY, case_reference TEXT NOT NULL, body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_by_case ON deliveries (case_reference);

CREATE TABLE partitions (
    partition INTEGER PRIMARY KEY, strategy_id TEXT NOT NULL, activated_at REAL NOT NULL
) STRICT;

-- The archive: kept through every rebuild, since the log forgets it after its retention. Back this up.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY, inquiry_id TEXT NOT NULL UNIQUE, at REAL NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE VIRTUAL TABLE words USING fts5 (
    subject, text, name, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
CREATE TABLE actions (
    action_id TEXT PRIMARY KEY, case_reference TEXT NOT NULL, at REAL NOT NULL, body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX actions_by_case ON actions (case_reference);
