import { createRequire } from 'node:module'
import { KeystoreFault } from '../faults.ts'

/** An attribute of an object (PKCS#11 v3.1, 4.1): its type and value. */
export type Attribute = readonly [type: number, value: Uint8Array]

/** A CK_ULONG that the library gives out and takes back. */
export type Handle = number | bigint

/** The few functions of a PKCS#11 library that signing takes. Each throws `TokenFault` by its return value. */
export interface Pkcs11Library {
  /** Slots that hold a token, with the label of each. */
  tokens(): readonly { readonly slot: Handle; readonly label: string }[]
  /** Logs the application in at that token. `pin` is wiped. */
  openSession(slot: Handle, pin: Uint8Array): Handle
  generateKeyPair(session: Handle, mechanism: number, publicKey: readonly Attribute[], privateKey: readonly Attribute[]): readonly [Handle, Handle]
  /** One attribute, at most `length` bytes. */
  attribute(session: Handle, object: Handle, type: number, length: number): Uint8Array
  /** At most 10. */
  find(session: Handle, attributes: readonly Attribute[]): readonly Handle[]
  sign(session: Handle, mechanism: number, key: Handle, message: Uint8Array): Uint8Array
  destroy(session: Handle, object: Handle): void
  close(): void
}

/** What a PKCS#11 function returned that is not CKR_OK. */
export class TokenFault extends KeystoreFault {
  /** The token or the session with it is gone: only a new process can begin anew. */
  readonly isLost: boolean
  constructor(name: string, returned: number) {
    super(`the token refused ${name}: CKR 0x${returned.toString(16)}`)
    this.isLost = lost.includes(returned)
  }
}

/** CKR_DEVICE_ERROR, _DEVICE_REMOVED, _SESSION_CLOSED, _SESSION_HANDLE_INVALID, _TOKEN_NOT_PRESENT, _USER_NOT_LOGGED_IN. */
const lost = [0x30, 0x32, 0xb0, 0xb3, 0xe0, 0x101]

type Call = (...values: unknown[]) => void
type Koffi = typeof import('koffi')
type Type = string | ReturnType<Koffi['pointer']> | ReturnType<Koffi['out']>

/** CK_BBOOL and a CK_ULONG as attributes hold them. */
export const [yes, no] = [Uint8Array.of(1), Uint8Array.of(0)]
export function ulong(value: number): Uint8Array {
  const { sizeof } = loadKoffi()
  const bytes = new Uint8Array(sizeof('ulong'))
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

/** Loads and initialises the library at `path`. Throws KeystoreFault if it or the foreign function interface is not there. */
export function loadPkcs11(path: string): Pkcs11Library {
  const koffi = loadKoffi()
  const call = declare(koffi, path)
  const initialize = { create: null, destroy: null, lock: null, unlock: null, flags: osLocking, reserved: null }
  call.initialize(initialize)
  return {
    tokens: () => slotsOf(koffi, call).map((slot) => ({ slot, label: labelOf(call, slot) })),
    openSession(slot, pin) {
      const session: [Handle] = [0]
      call.openSession(slot, serialSession | writableSession, null, null, session)
      try {
        call.login(session[0], userType, pin, pin.length)
      } finally {
        pin.fill(0)
      }
      return session[0]
    },
    generateKeyPair(session, mechanism, publicKey, privateKey) {
      const handles: [[Handle], [Handle]] = [[0], [0]]
      const templates = [publicKey, privateKey].flatMap((template) => [attributes(template), template.length])
      call.generateKeyPair(session, plain(mechanism), ...templates, ...handles)
      return [handles[0][0], handles[1][0]]
    },
    attribute(session, object, type, length) {
      const asked = attributes([[type, new Uint8Array(length)]])
      const value = asked[0]!.pValue
      call.getAttributeValue(session, object, asked, 1)
      return value.subarray(0, Number(asked[0]!.ulValueLen))
    },
    find(session, wanted) {
      const [found, count] = [new Uint8Array(10 * koffi.sizeof('ulong')), [0]]
      call.findObjectsInit(session, attributes(wanted), wanted.length)
      try {
        call.findObjects(session, found, 10, count)
      } finally {
        call.findObjectsFinal(session)
      }
      return handlesIn(koffi, found, Number(count[0]))
    },
    sign(session, mechanism, key, message) {
      const [signature, length] = [new Uint8Array(64), [64]]
      call.signInit(session, plain(mechanism), key)
      call.sign(session, message, message.length, signature, length)
      return signature.subarray(0, Number(length[0]))
    },
    destroy: (session, object) => call.destroyObject(session, object),
    close: () => call.finalize(null),
  }
}

/** CKF_OS_LOCKING_OK, CKF_SERIAL_SESSION, CKF_RW_SESSION, CKU_USER. */
const [osLocking, serialSession, writableSession, userType] = [2, 4, 2, 1]
const labelLength = 32

function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi
  } catch (fault) {
    throw new KeystoreFault('the optional package koffi, which an HSM is reached through, is not installed', { cause: fault })
  }
}

function attributes(template: readonly Attribute[]) {
  return template.map(([type, value]) => ({ type, pValue: value, ulValueLen: value.length as number | bigint }))
}

function plain(mechanism: number) {
  return { mechanism, pParameter: null, ulParameterLen: 0 }
}

/** CK_TOKEN_INFO begins with the label, padded with spaces. It has 208 bytes where a CK_ULONG has 8. */
function labelOf(call: ReturnType<typeof declare>, slot: Handle): string {
  const info = new Uint8Array(256)
  call.getTokenInfo(slot, info)
  return new TextDecoder().decode(info.subarray(0, labelLength)).trimEnd()
}

function slotsOf(koffi: Koffi, call: ReturnType<typeof declare>): Handle[] {
  const count = [0]
  call.getSlotList(1, null, count)
  const slots = new Uint8Array(Number(count[0]) * koffi.sizeof('ulong'))
  call.getSlotList(1, slots, count)
  return handlesIn(koffi, slots, Number(count[0]))
}

function handlesIn(koffi: Koffi, bytes: Uint8Array, count: number): Handle[] {
  return Array.from({ length: count }, (_, at) => koffi.decode(bytes, at * koffi.sizeof('ulong'), 'ulong'))
}

/** Structures are packed on Windows alone (PKCS#11 v3.1, 2.1). */
function declare(koffi: Koffi, path: string) {
  const structure = process.platform === 'win32' ? koffi.pack : koffi.struct
  const mechanism = koffi.pointer(structure({ mechanism: 'ulong', pParameter: 'void *', ulParameterLen: 'ulong' }))
  const attribute = koffi.pointer(structure({ type: 'ulong', pValue: 'void *', ulValueLen: 'ulong' }))
  const settings = structure({ create: 'void *', destroy: 'void *', lock: 'void *', unlock: 'void *', flags: 'ulong', reserved: 'void *' })
  const [number, told] = [koffi.out('ulong *'), koffi.inout('ulong *')]
  const library = open(koffi, path)
  const method = (name: string, ...parameters: Type[]): Call => {
    const method = library.func(name, 'ulong', parameters)
    return (...values) => {
      const returned = Number(method(...values))
      if (returned !== 0) throw new TokenFault(name, returned)
    }
  }
  return {
    initialize: method('C_Initialize', koffi.pointer(settings)),
    finalize: method('C_Finalize', 'void *'),
    getSlotList: method('C_GetSlotList', 'uint8', 'void *', told),
    getTokenInfo: method('C_GetTokenInfo', 'ulong', 'void *'),
    openSession: method('C_OpenSession', 'ulong', 'ulong', 'void *', 'void *', number),
    login: method('C_Login', 'ulong', 'ulong', 'void *', 'ulong'),
    generateKeyPair: method('C_GenerateKeyPair', 'ulong', mechanism, attribute, 'ulong', attribute, 'ulong', number, number),
    getAttributeValue: method('C_GetAttributeValue', 'ulong', 'ulong', koffi.inout(attribute), 'ulong'),
    findObjectsInit: method('C_FindObjectsInit', 'ulong', attribute, 'ulong'),
    findObjects: method('C_FindObjects', 'ulong', 'void *', 'ulong', number),
    findObjectsFinal: method('C_FindObjectsFinal', 'ulong'),
    signInit: method('C_SignInit', 'ulong', mechanism, 'ulong'),
    sign: method('C_Sign', 'ulong', 'void *', 'ulong', 'void *', told),
    destroyObject: method('C_DestroyObject', 'ulong', 'ulong'),
  }
}

function open(koffi: Koffi, path: string) {
  try {
    return koffi.load(path)
  } catch (fault) {
    throw new KeystoreFault(`the PKCS#11 library ${path} cannot be loaded`, { cause: fault })
  }
}
