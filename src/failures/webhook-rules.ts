import type { NetworkRule } from './network-rules.ts'

const stages = ['webhook'] as const

/** Of a webhook that was called: what its address, the way to it, or the status of its answer means. */
export const webhookRules: readonly NetworkRule[] = [
  { cause: 'webhook-address-blocked', stages, code: /^address-not-allowed$/ },
  { cause: 'webhook-port-blocked', stages, code: /^port-not-allowed$/ },
  { cause: 'webhook-not-found', stages, code: /^(ENOTFOUND|ENODATA|EDNS|ESERVFAIL|EAI_\w+)$/ },
  {
    cause: 'webhook-certificate',
    stages,
    code: /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/,
  },
  {
    cause: 'webhook-unreachable',
    stages,
    code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES)$/,
  },
  { cause: 'webhook-silent', stages, code: /^(ETIMEDOUT|UND_ERR_\w+_TIMEOUT)$/ },
  { cause: 'webhook-gone', stages, code: /^410$/ },
  { cause: 'webhook-redirects', stages, code: /^3\d\d$/ },
  { cause: 'webhook-refuses', stages, code: /^\d{3}$/ },
  { cause: 'webhook-broken-off', stages },
]
