import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Published test vectors lie beside the repository where there are any; the few values that must always hold stand in the tests themselves. */
const folder = new URL('../../../shared/vectors/', import.meta.url)

/** Why tests of these vectors are skipped; undefined where they are there. */
export function whySkipped(path: string): string | undefined {
  return existsSync(new URL(path, folder)) ? undefined : `skipped: no ../shared/vectors/${path} here`
}

export function readVectors(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8')
}

/** Names and contents of the JSON files in a folder. */
export function vectorFiles<T>(path: string): [name: string, vector: T][] {
  if (whySkipped(path)) return []
  return readdirSync(new URL(path, folder)).map((name) => [name, JSON.parse(readVectors(`${path}${name}`)) as T])
}
