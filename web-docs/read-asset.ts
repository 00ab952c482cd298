import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const swaggerUi = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))
const ours = join(import.meta.dirname, 'assets')

/** Reads what the console serves from this machine's disk: our own files, then Swagger UI's. Only names the console lists reach it. */
export async function readAsset(name: string): Promise<Uint8Array | undefined> {
  for (const folder of [ours, swaggerUi]) {
    try {
      return await readFile(join(folder, name))
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault
    }
  }
  return undefined
}
