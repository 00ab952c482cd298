import type { Ids } from './world.ts'

/** Bodies beside the example's: they name things of a world that it does not, or it is only for some. */
export const otherBodies: Readonly<Record<string, (ids: Ids) => object[]>> = {
  createHold: ({ wallets: [from, to, controller, other], assets: [asset], holds: [hold], oracles: [oracle], ...ids }) => [
    { template: ids['hold-templates'][0], parameters: { price: 50 } },
    {
      legs: [{ from, to, asset, amount: 50 }],
      parties: { controller },
      outcomes: { shared: [{ to: other, share: '10%' }] },
      rules: [
        { action: 'capture', when: { holdStatus: { hold, is: ['captured'] } }, outcome: 'shared' },
        { action: 'capture', when: { attestedBy: { oracle, statement: 'done' } } },
      ],
    },
  ],
  rotateKey: () => [{}],
  resolveHold: () => [{ outcome: 'refund' }],
  captureHolds: ({ holds: [id] }) => [{ holds: [{ id }] }],
  releaseHolds: ({ holds: [id] }) => [{ holds: [{ id }] }],
}

/** Every action that can be previewed, with a body that it takes. */
const previews = {
  ...{ none: {}, accept: {}, decline: {}, capture: { amount: 1 }, release: {}, cancel: {}, dispute: {}, withdraw: {} },
  ...{ resolve: { split: [1] }, signal: { signal: 'delivered' } },
}

/** Queries whose parameters only mean something together. */
export const otherQueries: Readonly<Record<string, (ids: Ids) => Record<string, string>[]>> = {
  previewHold: ({ wallets: [by] }) =>
    Object.entries(previews).flatMap(([action, body]): Record<string, string>[] => [
      { action, body: JSON.stringify(body), at: '2027-02-01T00:00:00Z' },
      { action, body: JSON.stringify(body), by: by! },
    ]),
}
