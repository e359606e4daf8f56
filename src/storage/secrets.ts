import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { RuleBroken } from '../errors.ts'
import type { Keys } from './keys.ts'
import { storageTexts } from './texts.ts'

const version = 'v1'
const algorithm = 'aes-256-gcm'
/** 96 bits, the length GCM is made for (NIST SP 800-38D, 5.2.1.1). */
const ivLength = 12
const authTagLength = 16
const subKeyLength = 32
/** Longer than any key id with the version before it. */
const longestHead = 200

/**
 * A sealed value that does not open: changed, moved to another row or column, or sealed with a key we do not have.
 * `keyId` is what the value says of itself, if it says anything.
 */
export class SecretUnreadable extends RuleBroken {
  readonly keyId: string | undefined

  constructor(place: string, keyId: string | undefined, cause?: unknown) {
    super(storageTexts.secretUnreadable, { detail: `${place}, key ${keyId ?? 'unknown'}`, cause })
    this.keyId = keyId
  }
}

/**
 * Seals secrets for the database with AES-256-GCM: `v1.<key id>.<iv>.<ciphertext and tag>`, in base64url. The place
 * (`Table.column:rowId`) is bound in, so that a value copied to another row or column does not open.
 */
export interface Secrets {
  seal(plain: string, place: string): string
  /** Throws SecretUnreadable; never answers anything that was not sealed for this place. */
  open(sealed: string, place: string): string
}

/**
 * The same for whole mails: `v1.<key id>.` and then the bytes of iv, ciphertext and tag, a text of which would be
 * almost twice as long.
 */
export interface ByteSecrets {
  sealBytes(plain: Uint8Array, place: string): Buffer
  /** Throws SecretUnreadable, as `open`. */
  openBytes(sealed: Uint8Array, place: string): Buffer
}

export interface KeyRing extends Secrets, ByteSecrets {
  /** Newest first. */
  readonly ids: readonly string[]
  /** Seals with another key than the newest. */
  sealWith(keyId: string, plain: string, place: string): string
  /** 32 bytes for another purpose, as `cookie`, made from the first key; one of them says nothing about the others. */
  derive(purpose: string): Buffer
}

/** The first key seals, all of them open. */
export function createSecrets(keys: Keys): KeyRing {
  const [first] = keys
  const sealingKeys = new Map(keys.map(({ id, bytes }) => [id, subKey(bytes, 'enc')]))

  function encipher(keyId: string, plain: Uint8Array, place: string): { iv: Buffer; sealed: Buffer[] } {
    const key = sealingKeys.get(keyId)
    if (key === undefined) throw new Error(`There is no key ${keyId}.`)
    const iv = randomBytes(ivLength)
    const cipher = createCipheriv(algorithm, key, iv, { authTagLength })
    cipher.setAAD(bound(keyId, place))

    return { iv, sealed: [cipher.update(plain), cipher.final(), cipher.getAuthTag()] }
  }

  function sealWith(keyId: string, plain: string, place: string): string {
    const { iv, sealed } = encipher(keyId, Buffer.from(plain), place)

    return [version, keyId, iv.toString('base64url'), Buffer.concat(sealed).toString('base64url')].join('.')
  }

  function openParts(parts: Parts | undefined, place: string): Buffer {
    const key = parts && sealingKeys.get(parts.keyId)
    if (!key) throw new SecretUnreadable(place, parts?.keyId)
    try {
      return decipher(parts, key, place)
    } catch (cause) {
      throw new SecretUnreadable(place, parts.keyId, cause)
    }
  }

  return {
    ids: keys.map(({ id }) => id),
    sealWith,
    seal: (plain, place) => sealWith(first.id, plain, place),
    open: (sealed, place) => openParts(parse(sealed), place).toString('utf8'),
    sealBytes(plain, place) {
      const { iv, sealed } = encipher(first.id, plain, place)

      return Buffer.concat([Buffer.from(`${version}.${first.id}.`), iv, ...sealed])
    },
    openBytes: (sealed, place) => openParts(parseBytes(Buffer.from(sealed)), place),
    derive: (purpose) => subKey(first.bytes, purpose),
  }
}

interface Parts {
  keyId: string
  iv: Buffer
  ciphertext: Buffer
  tag: Buffer
}

function parse(sealed: string): Parts | undefined {
  const [found, keyId, iv, rest, ...more] = sealed.split('.')
  if (found !== version || keyId === undefined || more.length > 0) return undefined
  const ivBytes = exactly(iv)
  const bytes = exactly(rest)
  if (ivBytes?.length !== ivLength || bytes === undefined || bytes.length < authTagLength) return undefined

  return {
    keyId,
    iv: ivBytes,
    ciphertext: bytes.subarray(0, -authTagLength),
    tag: bytes.subarray(-authTagLength),
  }
}

function parseBytes(sealed: Buffer): Parts | undefined {
  const head = /^v1\.([^.]+)\./.exec(sealed.subarray(0, longestHead).toString('latin1'))
  const rest = sealed.subarray(head?.[0].length ?? 0)
  if (head?.[1] === undefined || rest.length < ivLength + authTagLength) return undefined

  return {
    keyId: head[1],
    iv: rest.subarray(0, ivLength),
    ciphertext: rest.subarray(ivLength, -authTagLength),
    tag: rest.subarray(-authTagLength),
  }
}

/** Node reads over characters that do not belong; a value that was changed in any of them must not open. */
function exactly(base64url: string | undefined): Buffer | undefined {
  const bytes = Buffer.from(base64url ?? '', 'base64url')

  return bytes.toString('base64url') === base64url ? bytes : undefined
}

function decipher({ keyId, iv, ciphertext, tag }: Parts, key: Buffer, place: string): Buffer {
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength })
  decipher.setAAD(bound(keyId, place))
  decipher.setAuthTag(tag)

  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

function bound(keyId: string, place: string): Buffer {
  return Buffer.from(`${version}|${keyId}|${place}`)
}

/** HKDF (RFC 5869). The keys are random, so no salt is needed (3.1). */
function subKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `mailroom ${purpose}`, subKeyLength))
}
