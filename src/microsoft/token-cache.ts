import { z } from 'zod'

/** The part of MSAL's serialised cache we read: MSAL has no way to look without perhaps asking Microsoft. */
const tokenCache = z.object({
  AccessToken: z.record(
    z.string(),
    z.object({
      home_account_id: z.string(),
      secret: z.string(),
      target: z.string(),
      expires_on: z.coerce.number(),
    }),
  ),
  RefreshToken: z.record(z.string(), z.object({ secret: z.string() })),
})

export interface CachedToken {
  accessToken: string
  expiresAt: Date
}

/** The newest stored access token with these permissions; it may have expired. */
export function cachedAccessToken(
  cache: string,
  homeAccountId: string,
  scopes: readonly string[],
): CachedToken | undefined {
  const parsed = parse(cache)
  const tokens = Object.values(parsed?.AccessToken ?? {})
    .filter((token) => token.home_account_id === homeAccountId && covers(token.target, scopes))
    .map((token) => ({ accessToken: token.secret, expiresAt: new Date(token.expires_on * 1000) }))
    .sort((one, other) => other.expiresAt.getTime() - one.expiresAt.getTime())

  return tokens[0]
}

export function hasRefreshToken(cache: string): boolean {
  return Object.keys(parse(cache)?.RefreshToken ?? {}).length > 0
}

function covers(target: string, scopes: readonly string[]): boolean {
  const granted = target.toLowerCase().split(' ')

  return scopes.every((scope) => granted.includes(scope.toLowerCase()))
}

function parse(cache: string) {
  try {
    return tokenCache.safeParse(JSON.parse(cache)).data
  } catch {
    return undefined
  }
}
