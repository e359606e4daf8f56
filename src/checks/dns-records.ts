import { Resolver } from 'node:dns/promises'

/** One question may take so long. Milliseconds. */
const questionMs = 5000

/** What DNS says: records, or in which way there are none. */
export type Answer<T> =
  | { kind: 'found'; records: T[] }
  /** `no-name`: NXDOMAIN. `no-record`: the name exists without a record of this type. `refused`: SERVFAIL and the like. */
  | { kind: 'no-name' | 'no-record' | 'refused' | 'silent' }

export type DnsRecords = ReturnType<typeof createDnsRecords>

/**
 * Reads records and nothing else: names that stand in them are looked up at most, never connected to. `servers` is for tests;
 * without it the system's are asked.
 */
export function createDnsRecords({
  servers,
  timeoutMs = questionMs,
}: {
  servers?: string[]
  timeoutMs?: number
} = {}) {
  function ask<T>(signal: AbortSignal, question: (resolver: Resolver) => Promise<T[]>): Promise<Answer<T>> {
    signal.throwIfAborted()
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
    if (servers) resolver.setServers(servers)
    const cancel = () => resolver.cancel()
    signal.addEventListener('abort', cancel)

    return question(resolver)
      .then((records): Answer<T> => (records.length > 0 ? { kind: 'found', records } : { kind: 'no-record' }))
      .catch((error: unknown) => ({ kind: kindOf(error) }))
      .finally(() => signal.removeEventListener('abort', cancel))
  }

  return {
    txt: (name: string, signal: AbortSignal): Promise<Answer<string>> =>
      ask(signal, async (resolver) => (await resolver.resolveTxt(name)).map((parts) => parts.join(''))),
    cname: (name: string, signal: AbortSignal): Promise<Answer<string>> =>
      ask(signal, (resolver) => resolver.resolveCname(name)),
    mx: (name: string, signal: AbortSignal): Promise<Answer<string>> =>
      ask(signal, async (resolver) =>
        (await resolver.resolveMx(name))
          .sort((a, b) => a.priority - b.priority)
          .map(({ exchange }) => exchange),
      ),
  }
}

function kindOf(error: unknown): 'no-name' | 'no-record' | 'refused' | 'silent' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOTFOUND') return 'no-name'
  if (code === 'ENODATA') return 'no-record'

  return code === 'ETIMEOUT' || code === 'ECANCELLED' ? 'silent' : 'refused'
}

/** As an administrator of DNS knows it. */
export const answerWords = {
  'no-name': 'NXDOMAIN',
  'no-record': 'NODATA',
  refused: 'SERVFAIL',
  silent: 'timeout',
} as const
