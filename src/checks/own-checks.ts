import { statfs } from 'node:fs/promises'
import type { Readiness } from '../health/readiness.ts'
import type { Outcome } from './check.ts'

/** Below either of them a disk is soon full. */
const leastFreeBytes = 500 * 1024 * 1024
const leastFreeShare = 0.05

/** The oldest major version of Node.js that still gets security fixes. */
const oldestNode = 22

/** `seen` is the address at which the browser of whoever started the checks reached us, as `https://admin.example.com`. */
export function checkPublicAddress(publicUrl: string, seen: string): Outcome {
  const configured = new URL(publicUrl)
  const evidence = [`PUBLIC_URL ${configured.origin}`, `Browser ${seen}`]
  if (!URL.canParse(seen) || new URL(seen).host !== configured.host)
    return { state: 'err', finding: 'address-differs', evidence, fact: configured.host }
  if (configured.protocol !== 'https:' && !isLocal(configured.hostname))
    return { state: 'err', finding: 'address-not-https', evidence }

  return { state: 'ok', finding: 'fine', evidence }
}

/** Microsoft returns to these without encryption, too. */
function isLocal(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/** `address` is the proxy without user and password. */
export function checkProxy(address: string | undefined): Outcome {
  return address
    ? { state: 'ok', finding: 'fine', evidence: [address] }
    : { state: 'ok', finding: 'no-proxy' }
}

export function checkReadiness({
  checks,
}: Pick<Readiness, 'checks'>): Record<'database' | 'keys' | 'worker', Outcome> {
  const isHere = checks.database === 'ok'
  const of = (result: string, finding: 'keys-closed' | 'no-worker'): Outcome => {
    if (!isHere) return { state: 'not_run' }

    return result === 'ok' ? { state: 'ok', finding: 'fine' } : { state: 'err', finding }
  }

  return {
    database: isHere ? { state: 'ok', finding: 'fine' } : { state: 'err', finding: 'database-silent' },
    keys: of(checks.keys, 'keys-closed'),
    worker: of(checks.worker, 'no-worker'),
  }
}

interface Space {
  /** Bytes. */
  free: number
  all: number
}

/** What an ordinary process may still write in a folder. Throws what Node says. */
export async function spaceIn(folder: string): Promise<Space> {
  const { bavail, blocks, bsize } = await statfs(folder)

  return { free: bavail * bsize, all: blocks * bsize }
}

export function judgeSpace({ free, all }: Space): Outcome {
  const megabytes = Math.floor(free / (1024 * 1024))
  const percent = Math.floor((free / all) * 100)
  const evidence = [`${megabytes} MB`, `${percent} %`]
  if (free >= leastFreeBytes && free >= all * leastFreeShare)
    return { state: 'ok', finding: 'fine', evidence }

  return { state: 'warn', finding: 'disk-low', evidence, fact: `${megabytes} MB` }
}

/** `version` as `22.11.0`. */
export function checkNode(version: string): Outcome {
  const evidence = [`Node.js ${version}`]
  const isOld = Number.parseInt(version, 10) < oldestNode

  return isOld ? { state: 'warn', finding: 'node-old', evidence } : { state: 'ok', finding: 'fine', evidence }
}
