/**
 * `seal` authenticates a row of keys against changes from outside. What was used is only ever appended, and what a key is
 * and may do never changes: a new policy is a new key.
 */
export const keystoreSchema = `
  CREATE TABLE master (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    master_key TEXT NOT NULL,
    data_key BLOB NOT NULL
  ) STRICT;

  CREATE TABLE keys (
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
  CREATE UNIQUE INDEX keys_by_name ON keys (name) WHERE rotated_to IS NULL;
  CREATE INDEX keys_to_destroy ON keys (number) WHERE status <> 'active' AND handle IS NOT NULL;
  CREATE TRIGGER keys_stay BEFORE DELETE ON keys BEGIN SELECT raise(ABORT, 'keys are not deleted'); END;
  CREATE TRIGGER keys_are_fixed BEFORE UPDATE OF key_id, public_key, name, policy, attestation, created_at, provider ON keys
    BEGIN SELECT raise(ABORT, 'what a key is does not change'); END;
  CREATE TRIGGER keys_end BEFORE UPDATE OF status ON keys WHEN NEW.status = 'active' AND OLD.status <> 'active'
    BEGIN SELECT raise(ABORT, 'a key that ended stays so'); END;

  CREATE TABLE uses (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL REFERENCES keys (number),
    at INTEGER NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('created', 'signed', 'refused', 'rotated', 'revoked')),
    purpose TEXT,
    operation TEXT,
    digest BLOB,
    detail TEXT
  ) STRICT;
  CREATE INDEX uses_by_key ON uses (key);
  CREATE TRIGGER uses_are_not_changed BEFORE UPDATE ON uses BEGIN SELECT raise(ABORT, 'uses are only appended'); END;
  CREATE TRIGGER uses_are_not_deleted BEFORE DELETE ON uses BEGIN SELECT raise(ABORT, 'uses are only appended'); END;
`

/** "KaSi": says whose file it is (SQLite file format, 1.3.14). */
export const applicationId = 0x4b615369
export const schemaVersion = 1
