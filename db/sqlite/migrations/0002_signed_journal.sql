-- Wallets get keys, the journal a Merkle tree with signed checkpoints. What was there before is hashed when the file is opened.
CREATE TABLE new_wallets (
  sandbox INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'business', 'system')),
  custody TEXT NOT NULL CHECK (custody IN ('managed', 'self')),
  key TEXT NOT NULL CHECK (json_valid(key)),
  attributes TEXT NOT NULL CHECK (json_valid(attributes)),
  status TEXT NOT NULL CHECK (status IN ('active', 'frozen', 'closed')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sandbox, id),
  -- Who keeps its own key has one.
  CHECK (custody = 'managed' OR key <> 'null')
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO new_wallets SELECT sandbox, id, name, kind, custody, 'null', attributes, status, created_at FROM wallets;
--> statement-breakpoint
DROP TABLE wallets;
--> statement-breakpoint
ALTER TABLE new_wallets RENAME TO wallets;
--> statement-breakpoint
ALTER TABLE sandboxes ADD COLUMN journal TEXT NOT NULL DEFAULT '';
--> statement-breakpoint
UPDATE sandboxes SET journal = 'jnl' || substr(id, 4);
--> statement-breakpoint
-- Null: its journal is still to be hashed.
ALTER TABLE sandboxes ADD COLUMN frontier BLOB;
--> statement-breakpoint
ALTER TABLE sandboxes ADD COLUMN shares_keys INTEGER NOT NULL DEFAULT 0 CHECK (shares_keys IN (0, 1));
--> statement-breakpoint
ALTER TABLE transfers ADD COLUMN records TEXT NOT NULL DEFAULT '[]';
--> statement-breakpoint
ALTER TABLE holds ADD COLUMN records TEXT NOT NULL DEFAULT '[]';
--> statement-breakpoint
ALTER TABLE journal ADD COLUMN leaf BLOB CHECK (length(leaf) = 32);
--> statement-breakpoint
DROP TRIGGER journal_append_only;
--> statement-breakpoint
CREATE TRIGGER journal_append_only BEFORE UPDATE ON journal
WHEN OLD.leaf IS NOT NULL OR NEW.sandbox <> OLD.sandbox OR NEW.seq <> OLD.seq OR NEW.record <> OLD.record
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
--> statement-breakpoint
CREATE TABLE journal_nodes (
  sandbox INTEGER NOT NULL,
  level INTEGER NOT NULL CHECK (level >= 1),
  place INTEGER NOT NULL CHECK (place >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (sandbox, level, place)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE checkpoints (
  sandbox INTEGER NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 1),
  note TEXT NOT NULL,
  PRIMARY KEY (sandbox, size)
) STRICT;
--> statement-breakpoint
CREATE TRIGGER checkpoints_append_only BEFORE UPDATE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
--> statement-breakpoint
CREATE TABLE used_signatures (
  sandbox INTEGER NOT NULL,
  id TEXT NOT NULL,
  valid_until INTEGER NOT NULL,
  PRIMARY KEY (sandbox, id)
) STRICT, WITHOUT ROWID;
