import { randomBytes } from 'node:crypto'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StartProblem } from './start-problem.ts'

const keyLength = 32
const keyPattern = /^(?<id>[A-Za-z0-9_-]{1,32}):(?<base64>[A-Za-z0-9+/_-]+={0,2})$/

const hint =
  "# Opens the secrets in Mailroom's database. Keep a copy, apart from the backups of the database."

/** What the secrets in the database are sealed with. */
export interface Key {
  id: string
  bytes: Buffer
}

/** At least one, newest first. */
export type Keys = readonly [Key, ...Key[]]

/** Something is wrong with the keys; the message says what to do and never contains a key. */
export class KeyProblem extends StartProblem {}

/** Reads `id:base64` pairs, newest first, between commas or on lines of their own; lines with # are comments. */
export function parseKeys(text: string): Keys {
  const pairs = text
    .split('\n')
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((pair) => pair.trim())
    .filter(Boolean)
  const [first, ...others] = pairs.map(parseKey)
  if (first === undefined) {
    throw new KeyProblem(
      'There is no key. Give at least one as id:base64; `openssl rand -base64 32` makes one.',
    )
  }
  const seen = new Set<string>()
  for (const { id } of [first, ...others]) {
    if (seen.has(id)) throw new KeyProblem(`Two keys have the id ${id}. Give each key an id of its own.`)
    seen.add(id)
  }

  return [first, ...others]
}

function parseKey(pair: string, index: number): Key {
  const { id, base64 } = keyPattern.exec(pair)?.groups ?? {}
  if (id === undefined || base64 === undefined) {
    throw new KeyProblem(
      `Key ${index + 1} is not of the form id:base64. An id has letters, digits, - and _; ` +
        '`openssl rand -base64 32` makes a key.',
    )
  }
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== keyLength) {
    throw new KeyProblem(
      `The key ${id} has ${bytes.length} bytes and needs ${keyLength}. Copy it whole, or make a new one: openssl rand -base64 32`,
    )
  }

  return { id, bytes }
}

interface KeyFile {
  path: string
  /** Asked only when there is no file. False once the database holds a sealed value: a new key would not open it. */
  mayCreate: () => Promise<boolean>
}

/** Keys from a file that only its owner may read. Made when missing, if it may be. */
export async function loadOrCreateKeyFile({ path, mayCreate }: KeyFile): Promise<Keys> {
  const text = (await readKeyFile(path)) ?? (await createKeyFile(path, mayCreate))
  try {
    return parseKeys(text)
  } catch (error) {
    if (error instanceof KeyProblem) throw new KeyProblem(`${path}: ${error.message}`)
    throw error
  }
}

async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path)
    // Windows has no such bits and reports them as set.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new KeyProblem(`Others on this machine may read the key file ${path}. Run: chmod 600 ${path}`)
    }

    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    if (error instanceof KeyProblem) throw error
    throw new KeyProblem(
      `The key file ${path} cannot be read. Let the user Mailroom runs as own it, mode 600.`,
      {
        cause: error,
      },
    )
  }
}

async function createKeyFile(path: string, mayCreate: () => Promise<boolean>): Promise<string> {
  if (!(await mayCreate())) {
    throw new KeyProblem(
      `The key file ${path} is missing, and the database holds secrets sealed with it. Put the file back from your backup. ` +
        'If it is lost for good: node scripts/database.mjs forget-secrets',
    )
  }
  // An id of its own, so that the file of another installation is recognised as the wrong one.
  const id = `k${randomBytes(4).toString('hex')}`
  const text = `${hint}\n${id}:${randomBytes(keyLength).toString('base64')}\n`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, text, { mode: 0o600, flag: 'wx', flush: true })

  return text
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** What a deployment says about its keys, by the names of its settings. */
interface KeySettings {
  MAIL_KEYS?: string | undefined
  MAIL_KEYS_FILE?: string | undefined
  DATA_DIR: string
}

/** The keys of a deployment: given, or in a file. Throws StartProblem. */
export async function keysOf(settings: KeySettings, mayCreate: () => Promise<boolean>): Promise<Keys> {
  const { MAIL_KEYS, MAIL_KEYS_FILE, DATA_DIR } = settings
  if (MAIL_KEYS) return parseKeys(MAIL_KEYS)

  return loadOrCreateKeyFile({ path: MAIL_KEYS_FILE ?? join(DATA_DIR, 'keys'), mayCreate })
}
