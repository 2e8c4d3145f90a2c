-- What an inquiry may be found by from another case: the message that it is, those that it answers, its subject.
-- Goes with the archive: kept through every rebuild.
CREATE TABLE kin (
    trace TEXT NOT NULL, at REAL NOT NULL, inquiry_id TEXT NOT NULL, PRIMARY KEY (trace, at, inquiry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX kin_by_inquiry ON kin (inquiry_id);
