import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assetNames } from '../../web-docs/console.ts'
import { readAsset } from '../../web-docs/read-asset.ts'

/** The build step of wrangler: puts the console's files where the Worker finds them. */
const folder = fileURLToPath(new URL('../../.wrangler/console/', import.meta.url))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const name of assetNames) {
  const bytes = await readAsset(name)
  if (!bytes) throw new Error(`${name} is neither in web-docs/assets nor in swagger-ui-dist; run npm install`)
  writeFileSync(`${folder}${name}`, bytes)
}
