import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assetNames } from '../../web-docs/console.ts'
import { readAsset } from '../../web-docs/read-asset.ts'

/** The build step of wrangler: puts the console's files where the Worker finds them. Another wrangler may be reading them. */
const folder = fileURLToPath(new URL('../../.wrangler/console/', import.meta.url))
mkdirSync(folder, { recursive: true })
const there = new Set(readdirSync(folder))
for (const name of assetNames) {
  const bytes = await readAsset(name)
  if (!bytes) throw new Error(`${name} is neither in web-docs/assets nor in swagger-ui-dist; run npm install`)
  if (there.has(name) && readFileSync(`${folder}${name}`).equals(bytes)) continue
  const draft = `${folder}../${name}.${process.pid}`
  writeFileSync(draft, bytes)
  renameSync(draft, `${folder}${name}`)
}
for (const name of there) if (!assetNames.includes(name)) rmSync(`${folder}${name}`, { force: true })
