import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** What the server says to a command or to the end of a mail; `silence`: nothing; undefined: what a friendly server would say. */
export type Says = (line: string, subject?: string) => string | undefined | Promise<string | undefined>

const friendly: Record<string, string> = {
  EHLO: '250-plain.example\r\n250 AUTH PLAIN',
  AUTH: '235 2.7.0 Authentication successful',
  DATA: '354 Go ahead',
  QUIT: '221 2.0.0 Bye',
}

/** A server without encryption, which takes every mail but those the test says something else about. */
export async function startPlainServer(says: Says) {
  const subjects: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    // Clients may hang up at any word.
    talk(socket, says, subjects).catch(() => socket.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()

  return {
    port: typeof address === 'object' && address ? address.port : 0,
    /** Of the mails it took. */
    subjects,
    /** How many have connected. */
    connected: () => sockets.size,
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function talk(socket: Socket, says: Says, subjects: string[]): Promise<void> {
  let mail: string[] | undefined
  const say = (reply: string) => reply !== 'silence' && socket.write(`${reply}\r\n`)
  say((await says('CONNECT')) ?? '220 plain.example ESMTP')
  for await (const line of createInterface({ input: socket })) {
    if (mail && line !== '.') {
      mail.push(line)
      continue
    }
    const subject = subjectOf(mail)
    const reply = (await says(line, subject)) ?? friendlyReply(line)
    if (subject && reply.startsWith('250')) subjects.push(subject)
    mail = begunBy(reply)
    say(reply)
  }
}

function begunBy(reply: string): string[] | undefined {
  return reply.startsWith('354') ? [] : undefined
}

function friendlyReply(line: string): string {
  return friendly[line.slice(0, 4).toUpperCase()] ?? '250 2.0.0 OK'
}

function subjectOf(mail: readonly string[] = []): string | undefined {
  return mail.find((line) => line.startsWith('Subject: '))?.slice('Subject: '.length)
}
