import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { useCases } from '../api/catalogue.ts'
import { openApiDocument } from '../api/openapi-document.ts'

/** Where the committed document stands. */
export const documentPath = new URL('./openapi.json', import.meta.url)

/** The document that this version of the service serves under /openapi.json, as it is committed. */
export function documentText(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return `${JSON.stringify(openApiDocument(useCases, version), null, 2)}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(documentPath, documentText())
