import type { SendingServer } from './configuration.ts'

export interface Limits {
  perMinute?: number | undefined
  /** Recipients in 24 hours. */
  perDay?: number | undefined
}

/** Exchange Online's limits of one mailbox (Microsoft: "Exchange Online limits", sending limits). */
const outlook = { perMinute: 30, perDay: 10_000 } as const

/** Other servers have only the limit an admin gave them. */
export function limitsOf({ signInWith, messagesPerMinute }: SendingServer): Limits {
  if (signInWith === 'password') return { perMinute: messagesPerMinute ?? undefined }

  return { ...outlook, perMinute: Math.min(messagesPerMinute ?? outlook.perMinute, outlook.perMinute) }
}

/** Seconds between mails at an even pace, and how far a burst may be ahead of it: a sixth of a minute's mails at once. */
export function pace(perMinute: number): { interval: number; ahead: number } {
  const burst = Math.max(1, Math.floor(perMinute / 6))
  const interval = 60 / Math.max(1, perMinute - burst)

  return { interval, ahead: (burst - 1) * interval }
}

/** Who signs in: servers of the same account share one budget. */
export function accountKeyOf({ id, signInWith, outlookAccount }: SendingServer): string {
  return signInWith === 'outlook' && outlookAccount
    ? `${outlookAccount.tenantId}+${outlookAccount.objectId}`
    : `server:${id}`
}

/** When the last of so many waiting mails has left at this pace, counted from when the next one may. */
export function forecast({ waiting, perMinute, freeAt, now }: Asked): {
  waiting: number
  next: Date
  last: Date
} {
  const next = new Date(Math.max(freeAt?.getTime() ?? 0, now.getTime()))
  const steady =
    perMinute === undefined ? Number.POSITIVE_INFINITY : Math.max(1, perMinute - Math.floor(perMinute / 6))

  return { waiting, next, last: new Date(next.getTime() + (Math.max(0, waiting - 1) / steady) * 60_000) }
}

interface Asked {
  waiting: number
  perMinute?: number | undefined
  /** As SendingBudget has it; none while nothing was sent. */
  freeAt?: Date | undefined
  now: Date
}
