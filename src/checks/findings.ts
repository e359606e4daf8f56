import type { FindingId } from './check.ts'
import { domainFindings } from './domain-findings.ts'
import type { Finding } from './finding.ts'
import { ownFindings } from './own-findings.ts'
import { spfFindings } from './spf-findings.ts'

/** What each finding means and what to do. A failure of a server is explained by the catalogue of failures instead. */
export const findings: Readonly<Record<Exclude<FindingId, 'fine' | 'failed'>, Finding>> = {
  ...ownFindings,
  ...spfFindings,
  ...domainFindings,
}
