import type { FastifyBaseLogger, FastifyRequest, FastifyServerOptions } from 'fastify'

const secretNames = [
  ...['password', 'secret', 'token', 'authorization', 'cookie', '["set-cookie"]', 'code_verifier'],
  ...['clientSecret', 'client_secret', 'access_token', 'refresh_token', 'id_token'],
  ...['accessToken', 'refreshToken', 'idToken'],
]
/** Elsewhere `code` and `state` are harmless and wanted: an error has a code, a server a state. */
const secretPaths = ['query.code', 'query.state', 'body.code', 'body.state']

/** JSON lines. What comes from outside is named, never copied: of an address the route, of a request no header. */
export function logging(
  level: FastifyBaseLogger['level'],
  stream: NodeJS.WritableStream,
): NonNullable<FastifyServerOptions['logger']> {
  return {
    level,
    stream: { write: (line: string) => void stream.write(line) },
    redact: {
      paths: [...secretNames.flatMap(atAnyDepth), ...secretPaths, ...secretPaths.map((path) => `*.${path}`)],
      censor: '[hidden]',
    },
    serializers: {
      req: (request: FastifyRequest) => ({
        method: request.method,
        route: request.routeOptions?.url ?? '(none)',
        from: request.ip,
      }),
    },
  }
}

/** As deep as anything is logged; pino's paths have no "anywhere". */
function atAnyDepth(name: string): string[] {
  const step = name.startsWith('[') ? name : `.${name}`

  return [name, `*${step}`, `*.*${step}`]
}
