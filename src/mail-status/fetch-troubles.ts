import { explain } from '../failures/explain.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import type { IncomingServers } from '../incoming-servers/incoming-servers.ts'
import { speak } from '../language/text.ts'
import type { Reader } from '../web/reader.ts'
import { mailStatusTexts } from './texts.ts'

export interface FetchTrouble {
  text: string
  path: string
  tone: 'warn' | 'err'
}

type Server = Awaited<ReturnType<IncomingServers['list']>>[number]

/** More would push the page away; the list of incoming servers shows all of them. */
const mostShown = 3

/** Servers whose fetching fails or was given up. One that only has to wait goes on by itself. */
export function fetchTroubles(servers: readonly Server[], reader: Reader): FetchTrouble[] {
  return servers.flatMap((server) => troubleOf(server, reader) ?? []).slice(0, mostShown)
}

function troubleOf(server: Server, reader: Reader): FetchTrouble | undefined {
  const { name, fetching, confirmedAt, pausedAt, username } = server
  const t = speak(mailStatusTexts, reader.locale)
  const path = `/incoming-servers/${server.id}`
  if (!confirmedAt)
    return fetching?.givenUpAt ? { text: t.fetchingGivenUp(name), path, tone: 'err' } : undefined
  const failure = parseFailure(fetching?.lastFailure)
  if (pausedAt || !fetching?.failingSince || !failure) return undefined
  const { what } = explain(failure, reader.locale, { user: username ?? undefined })

  return { text: t.fetchingFails(name, what), path, tone: 'warn' }
}
