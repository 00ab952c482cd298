-- Rows of a sandbox that is not there yet lie under a number that no sandbox has, until it is settled all at once.
CREATE TABLE stagings (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  -- Goes up with every piece.
  version INTEGER NOT NULL,
  -- When it was first seen to lie about; null for not yet.
  seen_at INTEGER
) STRICT;
--> statement-breakpoint
-- Keys that signed its checkpoints before it moved here.
ALTER TABLE sandboxes ADD COLUMN former_keys TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(former_keys));
