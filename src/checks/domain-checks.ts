import type { Outcome } from './check.ts'
import { type Answer, answerWords, type DnsRecords } from './dns-records.ts'

/** Where everybody may have a mailbox; its owner looks after the records. */
const freemailers =
  /^(gmail\.com|googlemail\.com|(outlook|hotmail|live|msn)\.[a-z.]{2,6}|gmx\.[a-z.]{2,6}|web\.de|t-online\.de|freenet\.de|yahoo\.[a-z.]{2,6}|icloud\.com|me\.com|aol\.com|mail\.ru|proton\.me|protonmail\.com)$/

/** What is said of a domain whose records nobody here can change; undefined for one of the shop's own. */
export function foreignDomain(domain: string): Outcome | undefined {
  if (/\.onmicrosoft\.(com|us|cn|de)$/.test(domain)) return { state: 'info', finding: 'domain-of-microsoft' }

  return freemailers.test(domain) ? { state: 'warn', finding: 'domain-of-freemailer' } : undefined
}

/** One DKIM selector of a sending domain. Whether signing is switched on cannot be seen in DNS. */
export async function checkDkim(
  dns: DnsRecords,
  domain: string,
  selector: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const name = `${selector}._domainkey.${domain}`
  const answer = await dns.cname(name, signal)
  if (isUnanswered(answer)) return unanswered(answer)
  const records = [{ type: 'CNAME' as const, name }]
  if (answer.kind !== 'found')
    return {
      state: 'err',
      finding: 'dkim-missing',
      evidence: [`${name}: ${answerWords[answer.kind]}`],
      records,
    }
  const target = (answer.records[0] ?? '').toLowerCase()
  const evidence = [`${name} → ${target}`]
  if (isMicrosoftKey(target, selector, domain)) return { state: 'ok', finding: 'fine', evidence }

  return { state: 'warn', finding: 'dkim-elsewhere', evidence, records }
}

/** The form of before May 2025, and the new one. */
function isMicrosoftKey(target: string, selector: string, domain: string): boolean {
  const start = `${selector}-${domain.replaceAll('.', '-')}._domainkey.`
  const end = target.startsWith(start) ? target.slice(start.length) : ''

  return /^[a-z0-9-]+\.(onmicrosoft\.(com|us|cn)|[a-z]-v1\.dkim\.mail\.microsoft)$/.test(end)
}

/** DMARC of a sending domain: its own record, otherwise the one of a domain above it. */
export async function checkDmarc(dns: DnsRecords, domain: string, signal: AbortSignal): Promise<Outcome> {
  const tried: string[] = []
  for (const place of upwards(domain)) {
    const name = `_dmarc.${place}`
    const answer = await dns.txt(name, signal)
    const outcome = isUnanswered(answer) ? unanswered(answer) : dmarcIn(answer, name, place !== domain)
    if (outcome) return outcome
    tried.push(`${name}: ${answer.kind === 'found' ? answerWords['no-record'] : answerWords[answer.kind]}`)
  }
  const value = `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`

  return {
    state: 'err',
    finding: 'dmarc-missing',
    evidence: tried,
    records: [{ type: 'TXT', name: `_dmarc.${domain}`, value }],
  }
}

/** Undefined when there is none. */
function dmarcIn(answer: Answer<string>, name: string, isInherited: boolean): Outcome | undefined {
  const found = answer.kind === 'found' ? answer.records.filter((each) => /^v=dmarc1\b/i.test(each)) : []
  const [record] = found
  if (found.length > 1) return { state: 'err', finding: 'dmarc-twice', evidence: [name, ...found] }

  return record === undefined ? undefined : judgeDmarc(name, record, isInherited)
}

/** The domain, then those above it; a top-level domain has nothing to say about the shop. */
function upwards(domain: string): string[] {
  const labels = domain.split('.')

  return labels
    .slice(0, -1)
    .map((_, index) => labels.slice(index).join('.'))
    .slice(0, 8)
}

function judgeDmarc(name: string, record: string, isInherited: boolean): Outcome {
  const tags = new Map(
    record.split(';').map((tag) => {
      const [key = '', ...value] = tag.split('=')

      return [key.trim().toLowerCase(), value.join('=').trim()] as const
    }),
  )
  const evidence = [`${name}: ${record}`]
  const policy = ((isInherited ? tags.get('sp') : undefined) ?? tags.get('p') ?? '').toLowerCase()
  if (!['none', 'quarantine', 'reject'].includes(policy))
    return { state: 'err', finding: 'dmarc-broken', evidence }
  if (policy === 'none') return { state: 'warn', finding: 'dmarc-none', evidence }
  if (!/^mailto:/i.test(tags.get('rua') ?? ''))
    return { state: 'warn', finding: 'dmarc-no-reports', evidence }

  return { state: 'ok', finding: 'fine', evidence }
}

/** Where mail to the domain goes. Says nothing about sending, and so never is a problem. */
export async function checkMx(dns: DnsRecords, domain: string, signal: AbortSignal): Promise<Outcome> {
  const answer = await dns.mx(domain, signal)
  if (isUnanswered(answer)) return { ...unanswered(answer), state: 'info' }
  if (answer.kind !== 'found')
    return { state: 'info', finding: 'mx-missing', evidence: [answerWords[answer.kind]] }
  const isExchange = answer.records.every((host) =>
    /\.(mail\.protection\.(outlook\.com|office365\.us|partner\.outlook\.cn)|mx\.microsoft)$/i.test(host),
  )

  return {
    state: isExchange ? 'ok' : 'info',
    finding: isExchange ? 'fine' : 'mx-elsewhere',
    evidence: answer.records,
  }
}

function isUnanswered<T>(answer: Answer<T>): answer is { kind: 'refused' | 'silent' } {
  return answer.kind === 'refused' || answer.kind === 'silent'
}

function unanswered({ kind }: { kind: 'refused' | 'silent' }): Outcome {
  return { state: 'warn', finding: 'dns-unanswered', fact: answerWords[kind] }
}
