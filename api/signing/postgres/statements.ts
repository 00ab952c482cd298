/** What is said to the database. Every statement is atomic by itself, and durable as far as `synchronous_commit` of the session says. */

const columns = 'number, key_id, public_key, name, status, policy, attestation, created_at, rotated_to, provider, handle, seal'
export const byIds = `SELECT ${columns} FROM kariosae_keys.keys WHERE key_id = ANY ($1::text[])`
export const byNames = `SELECT ${columns} FROM kariosae_keys.keys WHERE name = ANY ($1::text[]) AND rotated_to IS NULL`
export const toDestroy = `SELECT ${columns} FROM kariosae_keys.keys WHERE status <> 'active' AND handle IS NOT NULL ORDER BY number`

/** The number is under the seal, so it has to be known before the row is written. */
export const takeNumbers = `SELECT nextval('kariosae_keys.numbers') FROM generate_series(1, $1::int4)`

const fresh = `fresh AS (
    SELECT * FROM unnest($1::int8[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::text[], $9::bytea[], $10::bytea[], $11::int4[])
      AS row (number, key_id, public_key, name, policy, attestation, created_at, provider, handle, seal, rated)
  )`
const insertFresh = `INSERT INTO kariosae_keys.keys (number, key_id, public_key, name, status, policy, attestation, created_at, provider, handle, seal)
    SELECT fresh.number, key_id, public_key, name, 'active', policy, attestation, created_at, provider, handle, seal FROM fresh`
const beginFresh = `rated AS (
    INSERT INTO kariosae_keys.rates (key, signed, last_at) SELECT number, 0, 0 FROM fresh JOIN made USING (number) WHERE rated = 1
  ), noted AS (
    INSERT INTO kariosae_keys.uses (key, at, event, detail)
    SELECT number, kariosae_keys.instant(), 'created', 'by ' || provider FROM fresh JOIN made USING (number)
  ) SELECT number FROM made`

/** Rows come in the order of their names, so that no two processes wait for each other. Gives the numbers of those whose name was free. */
export const insert = `WITH ${fresh}, made AS (
    ${insertFresh} ON CONFLICT (name) WHERE rotated_to IS NULL DO NOTHING RETURNING keys.number
  ), ${beginFresh}`

/** Of $12, if its seal is $13 still; the successor is inserted after the name is free, as it needs a row of `ended`. */
export const rotate = `WITH ${fresh}, ended AS (
    UPDATE kariosae_keys.keys SET status = 'rotated', rotated_to = $14, seal = $15 WHERE number = $12 AND seal = $13 AND status = 'active'
    RETURNING number
  ), told AS (
    INSERT INTO kariosae_keys.uses (key, at, event, detail) SELECT number, kariosae_keys.instant(), 'rotated', 'to ' || $14 FROM ended
  ), made AS (
    ${insertFresh}, ended RETURNING keys.number
  ), ${beginFresh}`

/** Of $1, if its seal is $2 still. */
export const revoke = `WITH ended AS (
    UPDATE kariosae_keys.keys SET status = 'revoked', seal = $3 WHERE number = $1 AND seal = $2 RETURNING number
  ) INSERT INTO kariosae_keys.uses (key, at, event) SELECT number, kariosae_keys.instant(), 'revoked' FROM ended RETURNING key`
export const forgetHandle = `UPDATE kariosae_keys.keys SET handle = NULL, seal = $3 WHERE number = $1 AND seal = $2 RETURNING number`

export const recordSigned = 'SELECT kariosae_keys.record_signed($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)'
export const recordRefused = `INSERT INTO kariosae_keys.uses (key, at, event, purpose, operation, detail)
  SELECT given.key, kariosae_keys.instant(), 'refused', given.purpose, given.operation, given.detail
  FROM unnest($1::int8[], $2::text[], $3::text[], $4::text[]) AS given (key, purpose, operation, detail),
    set_config('synchronous_commit', 'off', true)`

/** Signatures in the windows of these keys that end now; the newest are those whose number is highest. */
export const recent = `SELECT given.key, count(uses.nth) FROM unnest($1::int8[], $2::int8[], $3::int8[]) AS given (key, count, seconds)
  CROSS JOIN kariosae_keys.instant() AS moment
  JOIN kariosae_keys.rates ON rates.key = given.key
  LEFT JOIN kariosae_keys.uses ON uses.key = given.key AND uses.nth > rates.signed - given.count
    AND uses.at > greatest(moment, rates.last_at) - given.seconds * 1000
  GROUP BY given.key`

export const page = `SELECT id, at, event, purpose, operation, encode(digest, 'hex'), detail FROM kariosae_keys.uses
  WHERE key = $1 AND id < $2 ORDER BY id DESC LIMIT $3`
