import { createServer } from 'node:http'
import { startSigningProcess } from '../process/client.ts'
import type { SigningSettings } from '../process/settings.ts'

/** A parent such as the API is one: it starts the signing process, has it sign for everybody who calls, and stays. */
const settings = JSON.parse(process.argv[2]!) as SigningSettings
const keyId = process.argv[3]!
const backend = await startSigningProcess(settings, (event) => process.stderr.write(`${event}\n`))
const server = createServer(async (_request, response) => {
  const payload = { form: 'envelope', type: 'test.v1', body: { at: Date.now() } } as const
  response.end(JSON.stringify(await backend.sign(Array.from({ length: 16 }, () => ({ keyId, payload })))))
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`)
})
