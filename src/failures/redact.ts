const longestRaw = 500

const removed = '[removed]'

/** Secrets by the name in front of them, in a query, a form or JSON. */
const named =
  /\b((?:client_secret|client_assertion|access_token|refresh_token|id_token|code_verifier|assertion|password|code)["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi
const bearer = /\bBearer[ :]+\S+/gi
/** Every JSON Web Token starts with `{"` in base64. */
const jsonWebToken = /eyJ[\w+/=.~-]*/g
const longBase64 = /[\w+/-]{60,}={0,2}/g

/**
 * A text from outside, fit to be stored and shown: without control or invisible characters, without anything that could
 * be a token, at most 500 characters.
 */
export function redact(text: string, longest = longestRaw): string {
  const visible = text.replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
  const harmless = visible
    .replace(bearer, removed)
    .replace(jsonWebToken, removed)
    .replace(named, `$1${removed}`)
    .replace(longBase64, removed)

  // Cut last, so that no token escapes by being cut in two; a half pair of surrogates is no text for PostgreSQL.
  return harmless
    .slice(0, longest)
    .replace(/\p{Cs}/gu, '')
    .trim()
}
