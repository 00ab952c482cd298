/** The keystore, its master key or the device cannot be used as they are. The message says what to do. */
export class KeystoreFault extends Error {
  override readonly name = 'KeystoreFault'
}
