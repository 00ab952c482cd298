import { describe, expect, test } from 'vitest'
import {
  approved,
  bodyFault,
  hana,
  isTrue,
  judge,
  ken,
  notary,
  type Piece,
  schemaFault,
  sentences,
  shop,
  stranger,
  termsFault,
} from '../../test/condition-facts.ts'

/** payer: Hana and Ken; payee: the shop; controller and courier: the notary. */
test.each<[what: string, approvedBy: object, given: readonly Piece[], verdict: boolean]>([
  ['nobody', { parties: ['payee'] }, [], false],
  ['the one asked', { parties: ['payee'] }, [approved(shop)], true],
  ['somebody else', { parties: ['payee'] }, [approved(notary)], false],
  ['one of two payers', { parties: ['payer'] }, [approved(hana)], false],
  ['both payers', { parties: ['payer'] }, [approved(hana), approved(ken)], true],
  ['one of two payers where one is enough', { parties: ['payer'], count: 1 }, [approved(ken)], true],
  ['two of four', { parties: ['payer', 'payee', 'controller'], count: 2 }, [approved(ken), approved(notary)], true],
  ['one of four where two are asked for', { parties: ['payer', 'payee', 'controller'], count: 2 }, [approved(ken)], false],
  ['three of four where all are asked for', { parties: ['payer', 'payee', 'controller'] }, [approved(ken), approved(hana), approved(shop)], false],
  ['one wallet in two roles', { parties: ['controller', 'courier'] }, [approved(notary)], true],
  ['two, one of them a stranger', { parties: ['payer', 'payee'], count: 2 }, [approved(ken), approved(stranger)], false],
  ['to another topic', { parties: ['payee'], topic: 'plan' }, [approved(shop, 'damage')], false],
  ['to the topic', { parties: ['payee'], topic: 'plan' }, [approved(shop, 'plan')], true],
  ['to no topic where there is one', { parties: ['payee'], topic: 'plan' }, [approved(shop)], false],
  ['to a topic where there is none', { parties: ['payee'] }, [approved(shop, 'plan')], false],
  ['two to different topics', { parties: ['payer'], topic: 'plan' }, [approved(hana, 'plan'), approved(ken, 'damage')], false],
  ['a signal of that name', { parties: ['payee'], topic: 'plan' }, [{ ...approved(shop, 'plan'), kind: 'signal' }], false],
  ['a role of nobody', { parties: ['judge'] }, [approved(shop)], false],
])('approved by %s', (_what, approvedBy, given, verdict) => {
  expect(isTrue({ approvedBy }, given)).toBe(verdict)
})

describe('judging an approval', () => {
  test.each<[what: string, approvedBy: object, body: object, as: string | null, verdict: unknown, given?: readonly Piece[]]>([
    ['from the one asked', { parties: ['payee'] }, { approval: '' }, shop, { kind: 'approval', name: '', by: shop, data: null }],
    ['with a memo', { parties: ['payee'] }, { approval: '', memo: 'fine' }, shop, { kind: 'approval', name: '', by: shop, data: { memo: 'fine' } }],
    ['to a topic', { parties: ['payee'], topic: 'plan' }, { approval: 'plan' }, shop, { kind: 'approval', name: 'plan', by: shop, data: null }],
    ['to another topic', { parties: ['payee'], topic: 'plan' }, { approval: 'damage' }, shop, 'unasked'],
    ['to a topic where none is asked for', { parties: ['payee'] }, { approval: 'plan' }, shop, 'unasked'],
    ['from another party', { parties: ['payee'] }, { approval: '' }, hana, 'forbidden'],
    ['from a stranger', { parties: ['payee', 'payer'] }, { approval: '' }, stranger, 'forbidden'],
    ['from the second payer', { parties: ['payer'] }, { approval: '' }, ken, { kind: 'approval', name: '', by: ken, data: null }],
    [
      'from whoever may act for all: the first',
      { parties: ['payee', 'payer'] },
      { approval: '' },
      null,
      { kind: 'approval', name: '', by: shop, data: null },
    ],
    [
      'and again: the next',
      { parties: ['payee', 'payer'] },
      { approval: '' },
      null,
      { kind: 'approval', name: '', by: hana, data: null },
      [approved(shop)],
    ],
  ])('%s', (_what, approvedBy, body, as, verdict, given = []) => {
    expect(judge({ approvedBy }, body, as, given)).toEqual(verdict)
  })

  test.each<[body: object, fault: string | undefined]>([
    [{ approval: 'plan' }, undefined],
    [{ approval: 'two words' }, 'approval: must be the topic, or empty where the condition has none'],
    [{ approval: 'plan', data: {} }, ': Unrecognized key: "data"'],
  ])('%j', (body, fault) => {
    expect(bodyFault('approvedBy', body)).toBe(fault)
  })
})

test.each<[what: string, approvedBy: object, fault: string | undefined]>([
  ['as many as there are wallets', { parties: ['payer', 'payee'], count: 3 }, undefined],
  ['more', { parties: ['payer', 'payee'], count: 4 }, 'count must be at most 3, as many as there are wallets behind payer, payee'],
  [
    'more, one wallet having two roles',
    { parties: ['controller', 'courier'], count: 2 },
    'count must be at most 1, as many as there are wallets behind controller, courier',
  ],
  ['a role that nobody has, which is told elsewhere', { parties: ['judge'], count: 2 }, undefined],
])('asks for %s', (_what, approvedBy, fault) => {
  expect(termsFault({ approvedBy })).toBe(fault)
})

test.each<[what: string, approvedBy: unknown, fault: string]>([
  ['nobody', { parties: [] }, 'approvedBy.parties: Too small: expected array to have >=1 items'],
  ['the same twice', { parties: ['payer', 'payer'] }, 'approvedBy.parties: must not name a role twice'],
  ['a wallet', { parties: [hana] }, 'approvedBy.parties.0: must be a role like payer, payee, controller or courier'],
  ['no topic', { parties: ['payer'], topic: '' }, 'approvedBy.topic: must be a name like delivered: 1 to 40 of A-Z a-z 0-9 _ . -'],
])('names %s', (_what, approvedBy, fault) => {
  expect(schemaFault({ approvedBy })).toBe(fault)
})

test.each<[approvedBy: object, en: string, ja: string]>([
  [{ parties: ['payer'] }, 'If the payer has approved, …', '支払人が承認した場合、…'],
  [{ parties: ['payer', 'payee'], topic: 'plan' }, 'If the payer and the payee have approved "plan", …', '支払人と支払先が「plan」を承認した場合、…'],
  [{ parties: ['payer', 'payee'], count: 1 }, 'If the payer or the payee has approved, …', '支払人または支払先が承認した場合、…'],
  [
    { parties: ['payer', 'payee', 'controller'], count: 2, topic: 'damage' },
    'If at least 2 of the payer, the payee and the controller have approved "damage", …',
    '支払人と支払先と管理者のうち2者以上が「damage」を承認した場合、…',
  ],
])('%j in words', (approvedBy, en, ja) => {
  expect(sentences({ approvedBy })).toEqual([en, ja])
})
