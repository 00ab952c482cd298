-- What happens in a sandbox is told to the endpoints that want to hear of it.
CREATE TABLE webhook_endpoints (
  sandbox INTEGER NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  types TEXT NOT NULL CHECK (json_valid(types)),
  description TEXT,
  status TEXT NOT NULL CHECK (status IN ('enabled', 'disabled', 'deleted')),
  generation INTEGER NOT NULL CHECK (generation >= 1),
  rotated_at INTEGER,
  created_at INTEGER NOT NULL,
  cursor INTEGER NOT NULL CHECK (cursor >= 0),
  claimed_until INTEGER,
  failing_since INTEGER,
  PRIMARY KEY (sandbox, id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE webhook_deliveries (
  sandbox INTEGER NOT NULL,
  id TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  event TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 1),
  type TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts TEXT NOT NULL CHECK (json_valid(attempts)),
  tried INTEGER NOT NULL CHECK (tried >= 0),
  next_at INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sandbox, id),
  -- What is pending is sent some day, and nothing else is.
  CHECK ((next_at IS NOT NULL) = (status = 'pending'))
) STRICT;
--> statement-breakpoint
-- An event is one delivery to an endpoint, never two.
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (sandbox, endpoint, seq);
--> statement-breakpoint
CREATE INDEX webhook_deliveries_list ON webhook_deliveries (sandbox, endpoint, id);
--> statement-breakpoint
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (sandbox, endpoint, next_at, seq) WHERE next_at IS NOT NULL;
--> statement-breakpoint
-- Null: there never was an endpoint.
ALTER TABLE sandboxes ADD COLUMN webhooks TEXT CHECK (json_valid(webhooks));
