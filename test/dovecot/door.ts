import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, createSecureContext, TLSSocket } from 'node:tls'
import type { Certificate } from '../microsoft-365/certificates.ts'
import { createDoor } from '../microsoft-365/door.ts'

interface Before {
  host: string
  port: number
  ca: string
  certificate: Certificate
}

const nothing = {
  /** Called with each command before Dovecot hears it. */
  before: (_command: string): void | Promise<void> => {},
  /** The connection ends after this share of a mail, the first to come being 0. */
  cut: undefined as { mail: number; share: number } | undefined,
  /** What Dovecot says comes in single bytes, one in so many milliseconds. */
  dripMs: 0,
}

/** A mail, or a piece of one, as it is announced. */
const announced = /BODY\[\S* \{(\d+)\}\r\n$/

/** Stands before a Dovecot, speaks TLS with both sides, and does to their sessions what networks and Exchange do. */
export async function openFrontDoor({ host, port, ca, certificate: { cert, key } }: Before) {
  const plan = { ...nothing }
  const sessions = new Set<TLSSocket>()
  const idling = new Set<TLSSocket>()
  const secureContext = createSecureContext({ cert, key })
  const door = await createDoor(0, welcome)

  function welcome(guest: Socket): void {
    guest.on('error', () => {})
    const client = new TLSSocket(guest, { isServer: true, secureContext })
    const server = connect({ host, port, ca })
    sessions.add(client)
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
    client.on('close', () => {
      sessions.delete(client)
      idling.delete(client)
    })
    void pass(client, (line) => ask(client, server, line))
    void pass(server, (part, isMail) => answer(client, part, isMail))
  }

  async function ask(client: TLSSocket, server: TLSSocket, line: Buffer): Promise<void> {
    const command = line.toString('latin1').trimEnd()
    await plan.before(command)
    server.write(line)
    if (command.endsWith(' IDLE')) idling.add(client)
    else idling.delete(client)
  }

  async function answer(client: TLSSocket, part: Buffer, isMail = false): Promise<void> {
    if (isMail && plan.cut && plan.cut.mail-- === 0) {
      const { share } = plan.cut
      plan.cut = undefined
      await written(client, part.subarray(0, Math.floor(part.length * share)))
      client.destroy()
    } else if (plan.dripMs > 0) await drip(client, part)
    else await written(client, part)
  }

  async function drip(client: TLSSocket, part: Buffer): Promise<void> {
    for (let at = 0; at < part.length && !client.destroyed; at++) {
      await pause(plan.dripMs)
      await written(client, part.subarray(at, at + 1))
    }
  }

  return {
    port: door.port,
    plan,
    /** Sessions under way. */
    open: () => sessions.size,
    /** Those that wait for news. */
    idling: () => idling.size,
    /** To every client, as Exchange ends a session whose token is over. */
    sayBye(reason: string): void {
      for (const client of sessions) client.end(`* BYE ${reason}\r\n`)
    },
    reset: () => void Object.assign(plan, nothing),
    close: door.shut,
  }
}

type Take = (part: Buffer, isMail?: boolean) => Promise<void>

/** Line by line, and what a line announces as a whole. */
async function pass(from: TLSSocket, take: Take): Promise<void> {
  const parts = createParts()
  try {
    for await (const chunk of from) for (const { bytes, isMail } of parts.of(chunk)) await take(bytes, isMail)
  } catch {
    // The other side ended it.
  }
}

function createParts() {
  let held = Buffer.alloc(0)
  /** Of the mail that comes next; 0 when a line does. */
  let length = 0

  function* of(chunk: Buffer) {
    held = Buffer.concat([held, chunk])
    for (let end = length || held.indexOf('\n') + 1; end > 0 && held.length >= end; ) {
      const bytes = held.subarray(0, end)
      held = held.subarray(end)
      yield { bytes, isMail: length > 0 }
      length = length > 0 ? 0 : Number(announced.exec(bytes.toString('latin1'))?.[1] ?? 0)
      end = length || held.indexOf('\n') + 1
    }
  }

  return { of }
}

function written(to: TLSSocket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (to.destroyed || bytes.length === 0) resolve()
    else to.write(bytes, () => resolve())
  })
}
