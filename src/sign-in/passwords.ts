import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

const saltLength = 16
const hashLength = 32
/** One hash takes 128 MiB at the usual cost. */
const atOnce = 2
/** Node's default of 32 MiB refuses the usual cost. */
const maxmem = 192 * 1024 * 1024

export interface ScryptCost {
  /** Of N, to the base of two. */
  ln: number
  r: number
  p: number
}

/** What OWASP asks of scrypt (Password Storage Cheat Sheet, August 2026). */
export const usualCost: ScryptCost = { ln: 17, r: 8, p: 1 }

/** `$scrypt$ln=17,r=8,p=1$salt$hash`, the form of github.com/P-H-C/phc-string-format. */
const phcForm = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

interface Stored {
  cost: ScryptCost
  salt: Buffer
  hash: Buffer
}

export type Passwords = ReturnType<typeof createPasswords>

export function createPasswords(cost: ScryptCost = usualCost) {
  const inTurn = atMost(atOnce)

  async function hash(password: string): Promise<string> {
    const salt = randomBytes(saltLength)

    return write({ cost, salt, hash: await inTurn(() => derive(password, salt, cost)) })
  }

  async function matches(password: string, stored: string): Promise<boolean> {
    const { cost: itsCost, salt, hash: expected } = read(stored)
    const found = await inTurn(() => derive(password, salt, itsCost))

    return timingSafeEqual(found, expected)
  }

  return {
    hash,
    matches,
    /** Whether it was made at another cost than the one of today. */
    isOutdated: (stored: string): boolean => write({ ...read(stored), cost }) !== stored,
    /** Matches nothing, at the usual cost: for addresses nobody has. */
    nobody: write({ cost, salt: randomBytes(saltLength), hash: randomBytes(hashLength) }),
  }
}

/** The same password typed on another keyboard may come in another form of Unicode. */
function derive(password: string, salt: Buffer, { ln, r, p }: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem }

  return new Promise((done, fail) => {
    scrypt(password.normalize('NFKC'), salt, hashLength, options, (error, key) =>
      error ? fail(error) : done(key),
    )
  })
}

function write({ cost: { ln, r, p }, salt, hash }: Stored): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`
}

function read(stored: string): Stored {
  const [, ln, r, p, salt, hash] = phcForm.exec(stored) ?? []
  if (!salt || !hash) throw new Error('A stored password is not of the form $scrypt$…')

  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

/** Lets so many run at once; the others wait in the order in which they came. */
function atMost(limit: number) {
  let free = limit
  const waiting: (() => void)[] = []

  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1
    else await new Promise<void>((turn) => waiting.push(turn))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
