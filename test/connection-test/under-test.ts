import type { TestResult } from '../../src/connection-test/run-steps.ts'
import type { Step, StepId } from '../../src/connection-test/steps.ts'
import type { IncomingUnderTest, OutgoingUnderTest, SignIn } from '../../src/connection-test/test-input.ts'
import { createGuard } from '../../src/network/guard.ts'
import { testCertificates } from './scripted-server.ts'

export const mailbox = 'bestellung@mein-shop.example'
export const signedInAs = 'ada@mein-shop.example'
export const token = 'EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA'
export const freshToken = 'EwBfreshAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA'
export const expiresAt = new Date('2026-11-24T16:00:00.000Z')
export const now = () => new Date('2026-11-24T15:00:00.000Z')

/** Hands out one token, and another one when forced. */
export function outlook(asked: boolean[] = []): SignIn {
  return {
    kind: 'outlook',
    async token(force) {
      asked.push(force)

      return { accessToken: force ? freshToken : token, expiresAt, signedInAs, mailbox }
    },
  }
}

export const password = (secret = 'Passwort-7'): SignIn => ({ kind: 'password', password: () => secret })

/** An outgoing server on this machine; the operator has allowed both the address and the port. */
export async function outgoing(
  port: number,
  changes: Partial<OutgoingUnderTest> = {},
): Promise<OutgoingUnderTest> {
  return { ...(await server(port)), encryption: 'starttls', sender: mailbox, recipient: mailbox, ...changes }
}

export async function incoming(
  port: number,
  changes: Partial<IncomingUnderTest> = {},
): Promise<IncomingUnderTest> {
  return { ...(await server(port)), encryption: 'tls', folder: 'INBOX', ...changes }
}

async function server(port: number) {
  return {
    host: 'localhost',
    port,
    allowPlaintext: false,
    username: mailbox,
    signIn: outlook(),
    ca: (await testCertificates()).ca,
    guard: createGuard({
      allowNets: ['127.0.0.1'],
      allowPorts: [port],
      lookup: async () => [{ address: '127.0.0.1', family: 4 }],
    }),
  }
}

/** `dns passed, tcp failed, …` in one line. */
export function states({ steps }: Pick<TestResult, 'steps'>): string {
  return steps.map(({ id, state }) => `${id} ${state}`).join(', ')
}

export function stepAt({ steps }: Pick<TestResult, 'steps'>, id: StepId): Step | undefined {
  return steps.find((step) => step.id === id)
}

/** Where a test failed, and why. */
export function failedAt({ steps }: Pick<TestResult, 'steps'>): string | undefined {
  const failed = steps.find(({ state }) => state === 'failed')

  return failed && `${failed.id}: ${failed.failure?.cause}`
}
