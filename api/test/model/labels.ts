import type { BatchOperation, Request } from './requests.ts'

const prefixes = { w: 'wal', t: 'trf', h: 'hld' } as const

/** Which ID stands for which label, in both directions. */
export function createLabels() {
  const ids = new Map<string, string>()
  const labels = new Map<string, string>()

  /** The ID of a label; of one that stands for nothing, an ID that no resource has. */
  function idOf(label: string): string {
    return ids.get(label) ?? `${prefixes[label[0] as keyof typeof prefixes]}_${label.slice(1).padStart(26, '7')}`
  }

  return {
    learn(label: string, id: string): void {
      ids.set(label, id)
      labels.set(id, label)
    },
    idOf,
    labelOf: (id: string) => labels.get(id) ?? id,
    /** The request with IDs in place of labels. In a batch, what acts on nothing has no `id`. */
    toIds(request: Request): Request {
      const sent = JSON.parse(JSON.stringify(request), (name, inner) =>
        typeof inner === 'string' && name !== 'idempotencyKey' && name !== 'key' && /^[wth]\d+$/.test(inner) ? idOf(inner) : inner,
      ) as Request
      if (sent.op !== 'createBatch') return sent
      const operations = sent.body.operations.map(({ id, ...rest }) => (id === '' ? rest : { id, ...rest }))
      return { ...sent, body: { ...sent.body, operations: operations as BatchOperation['body']['operations'] } }
    },
  }
}
export type Labels = ReturnType<typeof createLabels>
