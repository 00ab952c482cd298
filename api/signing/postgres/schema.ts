/**
 * The keystore in a schema of its own beside the ledger, by steps; a step is never changed, only followed by another. `seal`
 * authenticates a row of keys against changes from outside, and is what says whether a row is still as it was read. No key
 * belongs to one sandbox alone (forks share theirs), so these tables are not distributed by sandbox.
 */
export const steps: readonly string[] = [
  `
  CREATE TABLE kariosae_keys.master (
    one int4 PRIMARY KEY CHECK (one = 1),
    version int4 NOT NULL,
    master_key text NOT NULL,
    data_key bytea NOT NULL
  );

  CREATE SEQUENCE kariosae_keys.numbers;
  CREATE TABLE kariosae_keys.keys (
    number int8 PRIMARY KEY,
    key_id text COLLATE "C" NOT NULL UNIQUE,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    name text COLLATE "C" NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'rotated', 'revoked')),
    policy text NOT NULL,
    attestation text NOT NULL,
    created_at int8 NOT NULL,
    rotated_to text,
    provider text NOT NULL,
    handle bytea,
    seal bytea NOT NULL,
    CHECK (status <> 'rotated' OR rotated_to IS NOT NULL),
    CHECK (status <> 'active' OR handle IS NOT NULL)
  );
  CREATE UNIQUE INDEX keys_by_name ON kariosae_keys.keys (name) WHERE rotated_to IS NULL;
  CREATE INDEX keys_to_destroy ON kariosae_keys.keys (number) WHERE status <> 'active' AND handle IS NOT NULL;

  CREATE TABLE kariosae_keys.rates (
    key int8 PRIMARY KEY REFERENCES kariosae_keys.keys (number),
    signed int8 NOT NULL,
    last_at int8 NOT NULL
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE kariosae_keys.rates IS 'Of each key with a rate: how often it signed, and when last. Locked while it is counted.';

  CREATE TABLE kariosae_keys.uses (
    id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key int8 NOT NULL,
    nth int8,
    at int8 NOT NULL,
    event text NOT NULL CHECK (event IN ('created', 'signed', 'refused', 'rotated', 'revoked')),
    purpose text,
    operation text,
    digest bytea,
    detail text
  );
  CREATE INDEX uses_by_key ON kariosae_keys.uses (key, id);
  CREATE UNIQUE INDEX uses_counted ON kariosae_keys.uses (key, nth) WHERE nth IS NOT NULL;
  COMMENT ON COLUMN kariosae_keys.uses.nth IS 'Of a key with a rate: which of its signatures this is, from 1, without gaps.';

  CREATE FUNCTION kariosae_keys.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;
  CREATE TRIGGER keys_stay BEFORE DELETE OR TRUNCATE ON kariosae_keys.keys
    FOR EACH STATEMENT EXECUTE FUNCTION kariosae_keys.refuse('keys are not deleted');
  CREATE TRIGGER keys_are_fixed BEFORE UPDATE OF number, key_id, public_key, name, policy, attestation, created_at, provider ON kariosae_keys.keys
    FOR EACH STATEMENT EXECUTE FUNCTION kariosae_keys.refuse('what a key is does not change');
  CREATE TRIGGER keys_end BEFORE UPDATE OF status ON kariosae_keys.keys
    FOR EACH ROW WHEN (NEW.status = 'active' AND OLD.status <> 'active') EXECUTE FUNCTION kariosae_keys.refuse('a key that ended stays so');
  CREATE TRIGGER rates_stay BEFORE DELETE OR TRUNCATE ON kariosae_keys.rates
    FOR EACH STATEMENT EXECUTE FUNCTION kariosae_keys.refuse('counts are not deleted');
  CREATE TRIGGER uses_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON kariosae_keys.uses
    FOR EACH STATEMENT EXECUTE FUNCTION kariosae_keys.refuse('uses are only appended');

  CREATE FUNCTION kariosae_keys.instant() RETURNS int8 LANGUAGE sql VOLATILE AS $$
    SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::int8
  $$;
  COMMENT ON FUNCTION kariosae_keys.instant IS 'The one clock of all signing processes, in milliseconds: rates count by it.';

  CREATE FUNCTION kariosae_keys.record_signed(
    numbers int8[], seals bytea[], rated int8[], times int8[], counts int8[], seconds int8[],
    use_keys int8[], use_nths int8[], purposes text[], operations text[], digests bytea[]
  ) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    moment int8;
    found int8;
  BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    -- In one order, so that no two wait for each other. Each statement after it sees what was committed until then.
    PERFORM FROM kariosae_keys.rates WHERE rates.key = ANY (rated) ORDER BY rates.key FOR NO KEY UPDATE;
    IF EXISTS (
      SELECT FROM unnest(numbers, seals) AS given (number, seal) LEFT JOIN kariosae_keys.keys ON keys.number = given.number
      WHERE keys.seal IS DISTINCT FROM given.seal OR keys.status <> 'active'
    ) THEN RETURN false; END IF;
    moment := kariosae_keys.instant();
    -- With these, the signature that is counts before the last must lie outside the window that ends with the last.
    IF EXISTS (
      SELECT FROM unnest(rated, times, counts, seconds) AS given (key, times, count, seconds)
      JOIN kariosae_keys.rates ON rates.key = given.key
      LEFT JOIN kariosae_keys.uses ON uses.key = given.key AND uses.nth = rates.signed + given.times - given.count
      WHERE given.times > given.count OR uses.at > greatest(moment, rates.last_at) - given.seconds * 1000
    ) THEN RETURN false; END IF;
    UPDATE kariosae_keys.rates SET signed = signed + given.times, last_at = greatest(last_at, moment)
      FROM unnest(rated, times) AS given (key, times) WHERE rates.key = given.key;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found < cardinality(rated) THEN RAISE EXCEPTION 'a key with a rate is not counted any more'; END IF;
    INSERT INTO kariosae_keys.uses (key, nth, at, event, purpose, operation, digest)
      SELECT given.key, rates.signed - given.nth, coalesce(rates.last_at, moment), 'signed', given.purpose, given.operation, given.digest
      FROM unnest(use_keys, use_nths, purposes, operations, digests) WITH ORDINALITY
        AS given (key, nth, purpose, operation, digest, place)
      LEFT JOIN kariosae_keys.rates ON rates.key = given.key ORDER BY given.place;
    RETURN true;
  END $$;
  `,
]
