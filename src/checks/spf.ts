import type { DnsRecord, Outcome } from './check.ts'
import { type Answer, answerWords, type DnsRecords } from './dns-records.ts'

/** RFC 7208, 4.6.4. */
const mostLookups = 10

/** SPF of a sending domain, against what Microsoft 365 needs. `include` is the name of the cloud's record. */
export async function checkSpf(
  dns: DnsRecords,
  domain: string,
  include: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const answer = await dns.txt(domain, signal)
  if (answer.kind === 'refused' || answer.kind === 'silent')
    return { state: 'warn', finding: 'dns-unanswered', fact: answerWords[answer.kind] }
  const texts = spfIn(answer)
  const records: DnsRecord[] = [{ type: 'TXT', name: domain, value: `v=spf1 include:${include} -all` }]
  const [spf] = texts
  if (spf === undefined) {
    const evidence = answer.kind === 'found' ? [] : [answerWords[answer.kind]]

    return { state: 'err', finding: 'spf-missing', evidence, records }
  }
  if (texts.length > 1)
    return { state: 'err', finding: 'spf-twice', evidence: texts, records: merged(texts, include, domain) }
  const count = createCount(dns, signal)
  await count.read(spf, new Set([domain]))

  return judge(spf, domain, include, count)
}

type Count = ReturnType<typeof createCount>

function judge(spf: string, domain: string, include: string, count: Count): Outcome {
  const evidence = [spf, `DNS: ${count.lookups}/${mostLookups}`]
  if (count.lookups > mostLookups)
    return { state: 'err', finding: 'spf-too-many', evidence, fact: `${count.lookups}` }
  if (!count.names.has(include)) {
    if (count.unanswered)
      return { state: 'warn', finding: 'dns-unanswered', evidence, fact: count.unanswered }

    return { state: 'err', finding: 'spf-not-microsoft', evidence, records: merged([spf], include, domain) }
  }
  if (count.broken) return { state: 'err', finding: 'spf-broken', evidence, fact: count.broken }
  const all = termsOf(spf).find((term) => /^[+?]?all$/.test(term))
  if (!all) return { state: 'ok', finding: 'fine', evidence }

  return { state: 'warn', finding: 'spf-open', evidence, fact: all, records: merged([spf], include, domain) }
}

/** One record that lets everybody send who may send now, and Microsoft, and is as strict as all of them were. */
function merged(texts: string[], include: string, domain: string): DnsRecord[] {
  const terms = texts.flatMap(kept)
  const end = texts.every((text) => termsOf(text).includes('-all')) ? '-all' : '~all'
  const value = ['v=spf1', ...new Set([...terms, `include:${include}`]), end].join(' ')

  return [{ type: 'TXT', name: domain, value }]
}

/** What stays of a record beside an `all` at its end: there nobody reads a redirect any more (RFC 7208, 6.1). */
function kept(text: string): string[] {
  const terms = termsOf(text)
  if (terms.some(isAll)) return terms.filter((term) => !isAll(term) && !term.startsWith('redirect='))

  return terms.map((term) => term.replace(/^redirect=/, 'include:'))
}

/** Counts what a receiver has to look up to follow a record, and stops where it would. */
function createCount(dns: DnsRecords, signal: AbortSignal) {
  const count = {
    lookups: 0,
    names: new Set<string>(),
    /** An included name without exactly one record; a receiver gives up there (RFC 7208, 5.2). */
    broken: undefined as string | undefined,
    unanswered: undefined as string | undefined,
    read,
  }

  async function read(spf: string, above: ReadonlySet<string>): Promise<void> {
    for (const term of termsOf(spf).filter(isLookup)) if (!(await counted(term, above))) return
  }

  /** False when that is enough to know; a record that includes itself ends there, too. */
  async function counted(term: string, above: ReadonlySet<string>): Promise<boolean> {
    const next = nextIn(term)
    count.lookups += 1
    if (next) count.names.add(next)
    if (count.lookups > mostLookups) return false
    // A name made of macros differs from mail to mail.
    if (next && !next.includes('%')) await follow(next, above)

    return true
  }

  async function follow(name: string, above: ReadonlySet<string>): Promise<void> {
    const answer = above.has(name) ? ({ kind: 'no-record' } as const) : await dns.txt(name, signal)
    if (answer.kind === 'refused' || answer.kind === 'silent') {
      count.unanswered ??= `${name}: ${answerWords[answer.kind]}`
      return
    }
    const [only, second] = spfIn(answer)
    if (only === undefined || second !== undefined) count.broken ??= name
    else await read(only, new Set([...above, name]))
  }

  return count
}

function spfIn(answer: Answer<string>): string[] {
  return answer.kind === 'found' ? answer.records.filter((each) => /^v=spf1( |$)/i.test(each)) : []
}

/** The record that a term leads to. */
function nextIn(term: string): string | undefined {
  return /^[-~?+]?(?:include:|redirect=)(.+)$/.exec(term)?.[1]
}

function termsOf(spf: string): string[] {
  return spf.toLowerCase().split(/ +/).slice(1).filter(Boolean)
}

function isAll(term: string): boolean {
  return /^[-~?+]?all$/.test(term)
}

function isLookup(term: string): boolean {
  return /^[-~?+]?(include:|a([:/]|$)|mx([:/]|$)|ptr(:|$)|exists:)/.test(term) || term.startsWith('redirect=')
}
