import type { AccessToken } from '../microsoft/access-tokens.ts'
import type { Credentials } from '../network/credentials.ts'
import type { CheckedAddress } from '../network/guard.ts'
import { ownFailure } from '../network/remote-failure.ts'
import { given } from './given.ts'
import type { Note, StepWork } from './run-steps.ts'
import { dnsStep, lateAnswer, requireMechanism, targetOf, tokenSteps, wayOf } from './shared-steps.ts'
import { credentialsFor, signInTwice } from './sign-in-twice.ts'
import { openSmtp, type SmtpProbe } from './smtp-probe.ts'
import type { Reply } from './smtp-replies.ts'
import type { StepId } from './steps.ts'
import type { OutgoingUnderTest } from './test-input.ts'

/** The steps against an SMTP server: as far as RCPT TO, and nothing is sent. */
export function smtpSteps(server: OutgoingUnderTest, signal: AbortSignal): StepWork[] {
  const { signIn, username } = server
  let checked: CheckedAddress | undefined
  let token: AccessToken | undefined
  let probe: SmtpProbe | undefined
  const credentials = credentialsFor(signIn, username, ({ signedInAs }) => signedInAs)

  async function open(): Promise<SmtpProbe> {
    probe?.close()
    probe = await openSmtp(targetOf(server, given(checked)), signal)

    return probe
  }

  async function encrypt(note: Note): Promise<void> {
    note((await given(probe).encrypt()) ?? { encrypted: false })
  }

  async function capabilities(note: Note): Promise<void> {
    const { mechanisms, size } = await given(probe).capabilities()
    note({ mechanisms, ...(size === undefined ? {} : { size }) })
    requireMechanism(server, mechanisms, signIn.kind === 'outlook' ? ['XOAUTH2'] : ['PLAIN', 'LOGIN'])
  }

  async function auth(note: Note): Promise<void> {
    const attempt = async (shown: Credentials) => note(codeOf(await given(probe).signIn(shown)))
    await signInTwice({
      signIn,
      token,
      credentials,
      note,
      first: attempt,
      async again(shown) {
        const fresh = await open()
        await fresh.encrypt()
        await fresh.capabilities()
        await attempt(shown)
      },
    })
  }

  async function sender(note: Note): Promise<void> {
    if (!server.sender) throw ownFailure('sender-unknown')
    note({ sender: server.sender })
    note(codeOf(await given(probe).sender(server.sender)))
  }

  async function recipient(note: Note): Promise<void> {
    const address = server.recipient ?? given(server.sender)
    note({ recipient: address })
    note(codeOf(await given(probe).recipient(address)))
  }

  async function openFirst(note: Note): Promise<void> {
    note(wayOf(given(checked)))
    await open()
  }

  const step = (id: StepId, work: StepWork['work']): StepWork => ({ id, work, late: lateAnswer(server, id) })

  return [
    dnsStep(server, 'smtp', signal, (found) => {
      checked = found
    }),
    step('tcp', openFirst),
    step('tls', encrypt),
    step('capabilities', capabilities),
    ...tokenSteps(server, (got) => {
      token = got
    }),
    step('auth', auth),
    step('sender', sender),
    step('recipient', recipient),
    step('end', () => given(probe).end()),
  ]
}

function codeOf({ code }: Reply) {
  return { code: String(code) }
}
