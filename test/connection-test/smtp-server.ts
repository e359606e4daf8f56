import { type Answer, give, type Manners, type ScriptedServer, startScripted } from './scripted-server.ts'

interface SmtpScript extends Partial<Omit<Manners, 'onLine' | 'onConnect'>> {
  greeting?: Answer
  /** Before encryption. */
  hello?: Answer
  startTls?: Answer
  /** After encryption, or without any. */
  secureHello?: Answer
  auth?: Answer
  /** Lines that are no command: what answers a challenge. */
  response?: Answer
  mail?: Answer
  rcpt?: Answer
  rset?: Answer
  quit?: Answer
}

const exchange = {
  greeting: '220 BN9PR03CA0152.outlook.office365.com Microsoft ESMTP MAIL Service ready',
  hello: '250-outlook.office365.com Hello [203.0.113.7]\n250-SIZE 157286400\n250-STARTTLS\n250 SMTPUTF8',
  startTls: (peer) => {
    peer.say('220 2.0.0 SMTP server ready')
    peer.startTls()
  },
  secureHello:
    '250-outlook.office365.com Hello [203.0.113.7]\n250-SIZE 157286400\n250-AUTH LOGIN XOAUTH2\n250 SMTPUTF8',
  auth: '235 2.7.0 Authentication successful',
  response: '235 2.7.0 Authentication successful',
  mail: '250 2.1.0 Sender OK',
  rcpt: '250 2.1.5 Recipient OK',
  rset: '250 2.0.0 Resetting',
  quit: '221 2.0.0 Service closing transmission channel',
} satisfies Record<string, Answer>

/** An SMTP server in Exchange's manners, except for what the test says. */
export function startSmtp(script: SmtpScript = {}): Promise<ScriptedServer> {
  const answers = { ...exchange, ...script }
  const openly = script.tls ? answers.secureHello : answers.hello

  return startScripted({
    ...script,
    onConnect: answers.greeting,
    onLine(peer, line) {
      const byVerb: Record<string, Answer> = {
        EHLO: peer.isEncrypted() ? answers.secureHello : openly,
        STARTTLS: answers.startTls,
        AUTH: answers.auth,
        MAIL: answers.mail,
        RCPT: answers.rcpt,
        RSET: answers.rset,
        QUIT: answers.quit,
      }
      give(byVerb[line.split(' ')[0] ?? ''] ?? answers.response, peer, line)
    },
  })
}
