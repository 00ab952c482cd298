/** The name of a journal in the world: the origin of its checkpoints, and of the key that signs them. */
export function originOf(journal: string): string {
  return `kariosae.local/${journal}`
}

/** The journal of an origin; undefined where it is of none. */
export function journalOfOrigin(origin: string): string | undefined {
  return /^kariosae\.local\/(jnl_[\w.]+)$/.exec(origin)?.[1]
}

/** Is a journal one of this sandbox? That of its first life has its name, and one after a reset begins with it and a dot. */
export function isJournalOf(journal: string, sandbox: string): boolean {
  if (!sandbox.startsWith('sbx_')) return false
  const first = `jnl${sandbox.slice(3)}`
  return journal === first || journal.startsWith(`${first}.`)
}
