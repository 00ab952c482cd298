/**
 * `seal` authenticates a row of keys against changes from outside. What was used is only ever appended, and what a key is
 * and may do never changes: a new policy is a new key. Every name begins with `prefix`, where the tables of others are near.
 */
export function keystoreSchema(prefix: string): string {
  return `
  CREATE TABLE ${prefix}master (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    master_key TEXT NOT NULL,
    data_key BLOB NOT NULL
  ) STRICT;

  CREATE TABLE ${prefix}keys (
    number INTEGER PRIMARY KEY,
    key_id TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'rotated', 'revoked')),
    policy TEXT NOT NULL,
    attestation TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    rotated_to TEXT,
    provider TEXT NOT NULL,
    handle BLOB,
    seal BLOB NOT NULL,
    CHECK (status <> 'rotated' OR rotated_to IS NOT NULL),
    CHECK (status <> 'active' OR handle IS NOT NULL)
  ) STRICT;
  CREATE UNIQUE INDEX ${prefix}keys_by_name ON ${prefix}keys (name) WHERE rotated_to IS NULL;
  CREATE INDEX ${prefix}keys_to_destroy ON ${prefix}keys (number) WHERE status <> 'active' AND handle IS NOT NULL;
  CREATE TRIGGER ${prefix}keys_stay BEFORE DELETE ON ${prefix}keys BEGIN SELECT raise(ABORT, 'keys are not deleted'); END;
  CREATE TRIGGER ${prefix}keys_are_fixed
    BEFORE UPDATE OF key_id, public_key, name, policy, attestation, created_at, provider ON ${prefix}keys
    BEGIN SELECT raise(ABORT, 'what a key is does not change'); END;
  CREATE TRIGGER ${prefix}keys_end BEFORE UPDATE OF status ON ${prefix}keys WHEN NEW.status = 'active' AND OLD.status <> 'active'
    BEGIN SELECT raise(ABORT, 'a key that ended stays so'); END;

  CREATE TABLE ${prefix}uses (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL REFERENCES ${prefix}keys (number),
    at INTEGER NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('created', 'signed', 'refused', 'rotated', 'revoked')),
    purpose TEXT,
    operation TEXT,
    digest BLOB,
    detail TEXT
  ) STRICT;
  CREATE INDEX ${prefix}uses_by_key ON ${prefix}uses (key);
  CREATE TRIGGER ${prefix}uses_are_not_changed BEFORE UPDATE ON ${prefix}uses BEGIN SELECT raise(ABORT, 'uses are only appended'); END;
  CREATE TRIGGER ${prefix}uses_are_not_deleted BEFORE DELETE ON ${prefix}uses BEGIN SELECT raise(ABORT, 'uses are only appended'); END;
`
}

export const schemaVersion = 1
