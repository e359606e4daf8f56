const zero = {
  discovery: 0,
  keys: 0,
  authorize: 0,
  /** All token requests; `redeem` and `refresh` are its two kinds. */
  token: 0,
  redeem: 0,
  refresh: 0,
  introspect: 0,
  smtpConnection: 0,
  smtpAuth: 0,
  imapConnection: 0,
  imapAuth: 0,
}

export type Calls = typeof zero & { reset(): void }

/** How often each door was knocked on, successful or not. */
export function createCalls(): Calls {
  const calls = { ...zero, reset: () => void Object.assign(calls, zero) }

  return calls
}
