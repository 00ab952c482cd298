-- works with programs from: 0000
--
-- Texts that are keys are ordered by their bytes (COLLATE "C"), as in SQLite. Every key begins with the sandbox, then
-- its life. Rows that are written again and again leave room in their page for the next version, so that no index has
-- to be touched (HOT).
CREATE TABLE sandboxes (
  id text COLLATE "C" PRIMARY KEY,
  life integer NOT NULL CHECK (life >= 0),
  version bigint NOT NULL CHECK (version >= 0),
  stamp bigint NOT NULL,
  fixture text CHECK (fixture = 'demo'),
  forked_from text COLLATE "C",
  created_at bigint NOT NULL,
  frozen_at bigint,
  clock_offset bigint NOT NULL,
  seq bigint NOT NULL CHECK (seq BETWEEN 0 AND 9007199254740991),
  last_at bigint NOT NULL,
  next_due bigint,
  wake_at bigint,
  tidy_at bigint,
  journal text COLLATE "C" NOT NULL,
  frontier bytea NOT NULL,
  shares_keys boolean NOT NULL,
  former_keys json NOT NULL,
  -- Null: there never was an endpoint.
  webhooks json
) WITH (fillfactor = 50);

CREATE INDEX sandboxes_wake ON sandboxes (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX sandboxes_tidy ON sandboxes (tidy_at) WHERE tidy_at IS NOT NULL;

CREATE TABLE api_keys (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  name json,
  scopes json NOT NULL,
  wallet text COLLATE "C",
  hash text COLLATE "C" NOT NULL CHECK (length(hash) = 64),
  created_at bigint NOT NULL,
  revoked_at bigint,
  PRIMARY KEY (sandbox, life, id)
);

CREATE TABLE assets (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  code text COLLATE "C" NOT NULL,
  scale integer NOT NULL CHECK (scale BETWEEN 0 AND 15),
  kind text NOT NULL CHECK (kind IN ('money', 'security', 'voucher', 'ticket', 'points')),
  max_holding bigint CHECK (max_holding BETWEEN 1 AND 9007199254740991),
  max_supply bigint NOT NULL CHECK (max_supply BETWEEN 1 AND 9007199254740991),
  rules json NOT NULL,
  supply bigint NOT NULL CHECK (supply BETWEEN 0 AND max_supply),
  created_at bigint NOT NULL,
  PRIMARY KEY (sandbox, life, code)
) WITH (fillfactor = 70);

CREATE TABLE wallets (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  name json NOT NULL,
  kind text NOT NULL CHECK (kind IN ('person', 'business', 'system')),
  custody text NOT NULL CHECK (custody IN ('managed', 'self')),
  key json NOT NULL,
  attributes json NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'frozen', 'closed')),
  created_at bigint NOT NULL,
  PRIMARY KEY (sandbox, life, id),
  -- Who keeps its own key has one.
  CHECK (custody = 'managed' OR key::text <> 'null')
);

-- The wallet 'issuance' is the far side of issuing: its posted is minus the supply.
CREATE TABLE balances (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  wallet text COLLATE "C" NOT NULL,
  asset text COLLATE "C" NOT NULL,
  posted bigint NOT NULL,
  held bigint NOT NULL,
  incoming bigint NOT NULL,
  last_seq bigint,
  PRIMARY KEY (sandbox, life, wallet, asset),
  CHECK (wallet = 'issuance' AND posted BETWEEN -9007199254740991 AND 0 AND held = 0 AND incoming = 0
    OR wallet <> 'issuance' AND held BETWEEN 0 AND posted AND incoming >= 0 AND posted + incoming <= 9007199254740991)
) WITH (fillfactor = 70);

CREATE TABLE transfers (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  from_wallet text COLLATE "C" NOT NULL,
  to_wallet text COLLATE "C" NOT NULL,
  asset text COLLATE "C" NOT NULL,
  amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 9007199254740991),
  memo json,
  attachments json NOT NULL,
  refunded bigint NOT NULL CHECK (refunded BETWEEN 0 AND amount),
  refunds json NOT NULL,
  refund_of text COLLATE "C",
  created_at bigint NOT NULL,
  records json NOT NULL,
  PRIMARY KEY (sandbox, life, id),
  CHECK (from_wallet <> to_wallet)
);

CREATE TABLE holds (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  status text NOT NULL CHECK (status IN ('proposed', 'held', 'disputed', 'captured', 'released', 'cancelled', 'expired', 'declined')),
  acceptances json NOT NULL,
  terms json NOT NULL,
  expires_at bigint NOT NULL,
  held_at bigint,
  due_at bigint,
  dispute json NOT NULL,
  evidence json NOT NULL,
  watches json NOT NULL,
  watchers json NOT NULL,
  memo json,
  history json NOT NULL,
  created_at bigint NOT NULL,
  records json NOT NULL,
  PRIMARY KEY (sandbox, life, id),
  -- Time acts on every open hold some day, and on no ended one: value is never stuck.
  CHECK ((due_at IS NULL) = (status NOT IN ('proposed', 'held', 'disputed'))),
  CHECK ((dispute::text <> 'null') = (status = 'disputed'))
);

CREATE INDEX holds_due ON holds (sandbox, life, due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE hold_legs (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  hold text COLLATE "C" NOT NULL,
  leg integer NOT NULL,
  from_wallet text COLLATE "C" NOT NULL,
  to_wallet text COLLATE "C" NOT NULL,
  asset text COLLATE "C" NOT NULL,
  amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 9007199254740991),
  captured bigint NOT NULL CHECK (captured >= 0),
  released bigint NOT NULL CHECK (released >= 0),
  remaining bigint NOT NULL CHECK (remaining >= 0),
  funded_at bigint,
  fund_by bigint,
  assignments json NOT NULL,
  PRIMARY KEY (sandbox, life, hold, leg),
  CHECK (from_wallet <> to_wallet),
  CHECK (amount = captured + released + remaining)
) WITH (fillfactor = 80);

CREATE INDEX hold_legs_from ON hold_legs (sandbox, life, from_wallet, hold);
CREATE INDEX hold_legs_to ON hold_legs (sandbox, life, to_wallet, hold);

-- Parties of the terms, lenders, receivers: whoever has a part in a hold beside the payers and payees of its legs.
CREATE TABLE hold_parties (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  wallet text COLLATE "C" NOT NULL,
  hold text COLLATE "C" NOT NULL,
  PRIMARY KEY (sandbox, life, wallet, hold)
);

CREATE TABLE hold_templates (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  key text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version integer NOT NULL CHECK (version BETWEEN 1 AND 100),
  title json NOT NULL,
  parameters json NOT NULL,
  example json NOT NULL,
  terms json NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (sandbox, life, key),
  CHECK (key IN (name, name || '@' || version))
);

CREATE TABLE oracles (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  name json NOT NULL,
  public_key text COLLATE "C" NOT NULL CHECK (length(public_key) = 43),
  created_at bigint NOT NULL,
  PRIMARY KEY (sandbox, life, id)
);

-- What happens in a sandbox is told to the endpoints that want to hear of it.
CREATE TABLE webhook_endpoints (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  url json NOT NULL,
  types json NOT NULL,
  description json,
  status text NOT NULL CHECK (status IN ('enabled', 'disabled', 'deleted')),
  generation integer NOT NULL CHECK (generation >= 1),
  rotated_at bigint,
  created_at bigint NOT NULL,
  cursor bigint NOT NULL CHECK (cursor >= 0),
  claimed_until bigint,
  failing_since bigint,
  PRIMARY KEY (sandbox, life, id)
) WITH (fillfactor = 70);

CREATE TABLE webhook_deliveries (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  endpoint text COLLATE "C" NOT NULL,
  event text COLLATE "C" NOT NULL,
  seq bigint NOT NULL CHECK (seq >= 1),
  type text COLLATE "C" NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts json NOT NULL,
  tried bigint NOT NULL CHECK (tried >= 0),
  next_at bigint,
  created_at bigint NOT NULL,
  PRIMARY KEY (sandbox, life, id),
  -- An event is one delivery to an endpoint, never two.
  UNIQUE (sandbox, life, endpoint, seq),
  -- What is pending is sent some day, and nothing else is.
  CHECK ((next_at IS NOT NULL) = (status = 'pending'))
);

CREATE INDEX webhook_deliveries_list ON webhook_deliveries (sandbox, life, endpoint, id);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (sandbox, life, endpoint, next_at, seq) WHERE next_at IS NOT NULL;

CREATE TABLE journal (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  seq bigint NOT NULL CHECK (seq >= 1),
  record text NOT NULL,
  leaf bytea CHECK (length(leaf) = 32),
  PRIMARY KEY (sandbox, life, seq)
);

CREATE TABLE journal_nodes (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  level integer NOT NULL CHECK (level >= 1),
  place bigint NOT NULL CHECK (place >= 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (sandbox, life, level, place)
);

CREATE TABLE checkpoints (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  size bigint NOT NULL CHECK (size >= 1),
  note text NOT NULL,
  PRIMARY KEY (sandbox, life, size)
);

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

-- For each statement: one that changes no row does not belong here either, and no row has to be looked at.
CREATE TRIGGER journal_append_only BEFORE UPDATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER journal_nodes_append_only BEFORE UPDATE ON journal_nodes FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER checkpoints_append_only BEFORE UPDATE ON checkpoints FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE TABLE used_signatures (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  valid_until bigint NOT NULL,
  PRIMARY KEY (sandbox, life, id)
);

CREATE INDEX used_signatures_old ON used_signatures (sandbox, life, valid_until);

CREATE TABLE answers (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  status integer NOT NULL,
  body text NOT NULL,
  stored_at bigint NOT NULL,
  PRIMARY KEY (sandbox, life, key)
);

-- New rows go to its end: next to the key's own random index it costs little.
CREATE INDEX answers_old ON answers (sandbox, life, stored_at);

CREATE TABLE requests (
  sandbox text COLLATE "C" NOT NULL,
  life integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  request json NOT NULL,
  PRIMARY KEY (sandbox, life, id)
);

CREATE TABLE service_keys (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);
