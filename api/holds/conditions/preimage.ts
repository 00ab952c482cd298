import { z } from '@hono/zod-openapi'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { sha256 } from '../../core/crypto/sha256.ts'
import { conditionType } from './condition.ts'
import { hexText } from './evidence.ts'

interface Preimage {
  readonly sha256: string
}

/** A hash lock: once anybody gives the preimage, everybody who reads the hold knows it, and can use it elsewhere. */
export const preimage = conditionType<Preimage, { readonly preimage: string }>({
  name: 'preimage',
  schema: z.strictObject({
    sha256: hexText(32, 32).openapi({
      description: 'SHA-256 of the preimage, hexadecimal',
      example: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    }),
  }),
  met: ({ sha256 }, { hold }) => hold.evidence.some(({ kind, name }) => kind === 'preimage' && name === sha256),
  describe({ sha256 }) {
    const start = `${sha256.slice(0, 8)}…`
    return { en: `the preimage of the SHA-256 hash ${start} has been given`, ja: `SHA-256ハッシュ値${start}の原像が提示された` }
  },
  evidence: {
    field: 'preimage',
    schema: z.strictObject({ preimage: hexText(1, 1024).openapi({ description: '1 to 1,024 bytes, hexadecimal', example: '616263' }) }),
    judge({ preimage }, condition) {
      if (bytesToHex(sha256(hexToBytes(preimage))) !== condition.sha256)
        return { fault: `preimage does not have the SHA-256 hash ${condition.sha256}` }
      return { kind: 'preimage', name: condition.sha256, by: null, data: { preimage } }
    },
  },
})
