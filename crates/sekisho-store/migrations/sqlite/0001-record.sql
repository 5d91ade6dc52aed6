-- The record of one data owner. Forward only: a later form expands this one, then contracts.
-- One row: the end of the log. Moving it is the commit point of every append.
CREATE TABLE head (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  size       INTEGER NOT NULL,
  root       BLOB    NOT NULL,
  checkpoint TEXT    NOT NULL
);

CREATE TABLE entries (
  idx         INTEGER PRIMARY KEY,
  leaf        BLOB    NOT NULL,
  envelope    BLOB,              -- NULL after a lawful redaction; the leaf stays
  stream      TEXT    NOT NULL,
  seq         INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  permit      INTEGER,
  recorded_at INTEGER NOT NULL   -- seconds since 1970, UTC
);
CREATE UNIQUE INDEX entries_of_stream ON entries (stream, seq);

CREATE TABLE streams (
  stream   TEXT PRIMARY KEY,
  next_seq INTEGER NOT NULL,
  last     BLOB    NOT NULL
) WITHOUT ROWID;

-- Answered acts: the same statement sent again gets the same answer.
CREATE TABLE acts (
  nonce     BLOB PRIMARY KEY,
  statement BLOB    NOT NULL,
  first     INTEGER NOT NULL,
  count     INTEGER NOT NULL
) WITHOUT ROWID;

-- Names and free texts behind digests: the erasable part.
CREATE TABLE texts (
  digest BLOB PRIMARY KEY,
  salt   BLOB NOT NULL,
  text   TEXT NOT NULL
) WITHOUT ROWID;

-- Tiles on their way to the log directory: kept until they are durable there.
CREATE TABLE staged (
  path  TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) WITHOUT ROWID;

-- Caches, made from the entries; `rebuild` makes them again.
CREATE TABLE snapshots (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  size  INTEGER NOT NULL,
  form  INTEGER NOT NULL,
  root  BLOB    NOT NULL,
  bytes BLOB    NOT NULL
);
CREATE TABLE permits (
  permit    INTEGER PRIMARY KEY,
  status    TEXT NOT NULL,
  view      TEXT NOT NULL
);
CREATE INDEX permits_by_status ON permits (status, permit);
