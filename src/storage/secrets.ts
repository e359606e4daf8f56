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

export interface KeyRing extends Secrets {
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

  function sealWith(keyId: string, plain: string, place: string): string {
    const key = sealingKeys.get(keyId)
    if (key === undefined) throw new Error(`There is no key ${keyId}.`)
    const iv = randomBytes(ivLength)
    const cipher = createCipheriv(algorithm, key, iv, { authTagLength })
    cipher.setAAD(bound(keyId, place))
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])

    return [version, keyId, iv.toString('base64url'), sealed.toString('base64url')].join('.')
  }

  return {
    ids: keys.map(({ id }) => id),
    sealWith,
    seal: (plain, place) => sealWith(first.id, plain, place),
    open(sealed, place) {
      const parts = parse(sealed)
      const key = parts && sealingKeys.get(parts.keyId)
      if (!key) throw new SecretUnreadable(place, parts?.keyId)
      try {
        return decipher(parts, key, place)
      } catch (cause) {
        throw new SecretUnreadable(place, parts.keyId, cause)
      }
    },
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

/** Node reads over characters that do not belong; a value that was changed in any of them must not open. */
function exactly(base64url: string | undefined): Buffer | undefined {
  const bytes = Buffer.from(base64url ?? '', 'base64url')

  return bytes.toString('base64url') === base64url ? bytes : undefined
}

function decipher({ keyId, iv, ciphertext, tag }: Parts, key: Buffer, place: string): string {
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength })
  decipher.setAAD(bound(keyId, place))
  decipher.setAuthTag(tag)

  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8')
}

function bound(keyId: string, place: string): Buffer {
  return Buffer.from(`${version}|${keyId}|${place}`)
}

/** HKDF (RFC 5869). The keys are random, so no salt is needed (3.1). */
function subKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `mailroom ${purpose}`, subKeyLength))
}
