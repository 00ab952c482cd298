/**
 * IDs of the demo fixture. They are the same in every demo sandbox, so that each worked example in the
 * documentation can be sent as it stands. They sort before all generated IDs.
 */
function demoId(prefix: string, word: string): string {
  return `${prefix}_${word.padStart(26, '0')}`
}

export const demo = {
  /** Hana, a person with 97,000 JPY, 16,000 of them held. */
  guest: demoId('wal', 'hana'),
  /** Sakaba Tanaka, a restaurant. */
  restaurant: demoId('wal', 'sakaba'),
  /** Ran, a person with 20,000 JPY, who keeps her own key: the second of RFC 8032 section 7.1, whose secret everyone knows. */
  signer: demoId('wal', 'ran'),
  /** A taxi company that nothing else depends on: the one to freeze and close. */
  taxi: demoId('wal', 'cab'),
  frozenWallet: demoId('wal', 'frzn'),
  /** 3,000 JPY from Hana to the restaurant. */
  payment: demoId('trf', 'pay'),
  /** 8,000 JPY of Hana for a table at the restaurant, held. */
  seat: demoId('hld', 'seat'),
  /** 2,000 JPY, proposed: the restaurant has yet to accept. */
  request: demoId('hld', 'req'),
  /** 4,000 JPY of Hana for goods of the restaurant's shop, in escrow until `delivered`; the taxi company arbitrates. */
  parcel: demoId('hld', 'pack'),
  /** The same, disputed by Hana. */
  disputed: demoId('hld', 'case'),
  /** The registry office, whose attestations holds can wait for. */
  oracle: demoId('orc', 'reg'),
  /** Sends events to this machine once it is enabled. */
  endpoint: demoId('whk', 'cafe'),
  /** A test event, which waits for the endpoint to be enabled. */
  delivery: demoId('dlv', 'p1ng'),
  /** A key bound to Hana's wallet. */
  appKey: demoId('key', 'app'),
} as const
