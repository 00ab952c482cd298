-- Holds get terms, several legs, disputes and evidence. What a plain hold of 0000 said in columns becomes its terms.
ALTER TABLE sandboxes RENAME COLUMN next_expiry TO next_due;
--> statement-breakpoint
CREATE TABLE new_holds (
  sandbox INTEGER NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('proposed', 'held', 'disputed', 'captured', 'released', 'cancelled', 'expired', 'declined')),
  acceptances TEXT NOT NULL,
  terms TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  held_at INTEGER,
  due_at INTEGER,
  dispute TEXT NOT NULL,
  evidence TEXT NOT NULL,
  watches TEXT NOT NULL,
  watchers TEXT NOT NULL,
  memo TEXT,
  history TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sandbox, id),
  -- Time acts on every open hold some day, and on no ended one: value is never stuck.
  CHECK ((due_at IS NULL) = (status NOT IN ('proposed', 'held', 'disputed'))),
  CHECK ((dispute <> 'null') = (status = 'disputed'))
) STRICT;
--> statement-breakpoint
INSERT INTO new_holds
SELECT
  holds.sandbox,
  id,
  status,
  (SELECT json_group_array(json_object(
      'party', party.value ->> 'party',
      'wallet', iif(party.value ->> 'party' = 'payer', from_wallet, to_wallet),
      'acceptedAt', party.value ->> 'acceptedAt'))
    FROM json_each(acceptances) party),
  '{"parties":{},"outcomes":{},"rules":['
    || '{"name":"capture","action":"capture","by":["payee"],"when":null,"outcome":"pay","amount":null,"final":true,"partial":true,"repeat":false},'
    || iif(cancel_until IS NULL, '', '{"name":"cancel","action":"cancel","by":["payer"],"when":{"before":"'
      || strftime('%Y-%m-%dT%H:%M:', cancel_until / 1000, 'unixepoch')
      || printf('%02d.%03dZ', cancel_until / 1000 % 60, cancel_until % 1000)
      || '"},"outcome":"refund","amount":null,"final":true,"partial":false,"repeat":false},')
    || '{"name":"release","action":"release","by":["payee"],"when":null,"outcome":"refund","amount":null,"final":true,"partial":true,"repeat":false}],'
    || '"disputes":null,"limits":null,"fallback":"returnShare","template":null}',
  expires_at,
  iif(EXISTS (SELECT 1 FROM json_each(acceptances) party WHERE party.value ->> 'acceptedAt' IS NULL), NULL,
    (SELECT max(step.value ->> 'at') FROM json_each(history) step WHERE step.value ->> 'action' IN ('hold', 'accept'))),
  iif(status IN ('proposed', 'held'), expires_at, NULL),
  'null',
  '[]',
  '[]',
  '[]',
  memo,
  (SELECT json_group_array(json_set(step.value,
      '$.automatic', json(iif(step.value ->> 'action' = 'expire', 'true', 'false')),
      '$.rule', NULL,
      '$.outcome', NULL,
      '$.evidence', json('[]'),
      '$.payments', iif(step.value ->> 'action' = 'capture',
        json_array(json_object('from', from_wallet, 'to', to_wallet, 'asset', asset, 'amount', step.value ->> 'amount')), json('[]')),
      '$.locked', json('[]'),
      '$.returned', json('[]'),
      '$.memo', NULL))
    FROM json_each(history) step),
  created_at
FROM holds JOIN hold_legs ON hold_legs.sandbox = holds.sandbox AND hold = id AND leg = 0;
--> statement-breakpoint
ALTER TABLE hold_legs ADD COLUMN funded_at INTEGER;
--> statement-breakpoint
ALTER TABLE hold_legs ADD COLUMN fund_by INTEGER;
--> statement-breakpoint
ALTER TABLE hold_legs ADD COLUMN assignments TEXT NOT NULL DEFAULT '[]';
--> statement-breakpoint
UPDATE hold_legs SET funded_at = (SELECT held_at FROM new_holds WHERE new_holds.sandbox = hold_legs.sandbox AND id = hold);
--> statement-breakpoint
DROP TABLE holds;
--> statement-breakpoint
ALTER TABLE new_holds RENAME TO holds;
--> statement-breakpoint
CREATE INDEX holds_due ON holds (sandbox, due_at, id) WHERE due_at IS NOT NULL;
--> statement-breakpoint
-- Parties of the terms, lenders, receivers: whoever has a part in a hold beside the payers and payees of its legs.
CREATE TABLE hold_parties (
  sandbox INTEGER NOT NULL,
  wallet TEXT NOT NULL,
  hold TEXT NOT NULL,
  PRIMARY KEY (sandbox, wallet, hold)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE hold_templates (
  sandbox INTEGER NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 100),
  title TEXT NOT NULL,
  parameters TEXT NOT NULL,
  example TEXT NOT NULL,
  terms TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sandbox, key),
  CHECK (key IN (name, name || '@' || version))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE oracles (
  sandbox INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL CHECK (length(public_key) = 43),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sandbox, id)
) STRICT, WITHOUT ROWID;
