/** Letters, digits and the few signs our addresses have: no second slash, no backslash, no escapes, no dots alone. */
const plainPath = /^(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+\/?$/
const longest = 200

/**
 * The path to go on to after the sign-in, or undefined unless it belongs to one of these routes (`/mail/servers/:id`).
 * Queries are dropped.
 */
export function returnPath(wish: unknown, routes: readonly string[]): string | undefined {
  if (typeof wish !== 'string' || wish.length > longest) return undefined
  const [path = ''] = wish.split('?')
  if (!plainPath.test(path)) return undefined

  return routes.some((route) => fits(path, route)) ? path : undefined
}

function fits(path: string, route: string): boolean {
  const [parts, pattern] = [path.split('/'), route.split('/')]

  return (
    parts.length === pattern.length &&
    pattern.every((piece, index) => (piece.startsWith(':') ? parts[index] !== '' : piece === parts[index]))
  )
}
