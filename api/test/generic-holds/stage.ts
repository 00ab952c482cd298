import { createHold } from '../../holds/create-hold.ts'
import { createStreet } from '../street.ts'

/** Hana pays the shop 100 JPY, under terms that differ from test to test. */
export function stage() {
  const world = createStreet()
  const { hana, shop, ken } = world
  const terms = (more: object) => ({ from: hana, to: shop, asset: 'JPY', amount: 100, ...more })
  return {
    ...world,
    refusal: (more: object) => world.verdict(createHold, '', terms(more)),
    hold: (more: object = {}): string => world.must(createHold, '', terms(more)).id,
    status: (id: string) => world.state.find('hold', id)?.status,
    captured: (id: string) => world.state.find('hold', id)?.legs[0]?.captured,
    people: { hana, shop, ken },
  }
}
