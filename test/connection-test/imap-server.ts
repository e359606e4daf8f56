import {
  type Answer,
  give,
  type Manners,
  type Peer,
  type ScriptedServer,
  startScripted,
} from './scripted-server.ts'

/** Answers to one command; `$` stands for its tag. */
interface ImapScript extends Partial<Omit<Manners, 'onLine' | 'onConnect'>> {
  greeting?: Answer
  capability?: Answer
  startTls?: Answer
  authenticate?: Answer
  /** To what follows a challenge. */
  response?: Answer
  login?: Answer
  namespace?: Answer
  list?: Answer
  examine?: Answer
  fetch?: Answer
  logout?: Answer
}

const exchangeCapabilities =
  'IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT NAMESPACE'

const exchange = {
  greeting: '* OK The Microsoft Exchange IMAP4 service is ready. [QgBO]',
  capability: `* CAPABILITY ${exchangeCapabilities}\n$ OK CAPABILITY completed.`,
  startTls: '$ BAD Command Error. 12',
  authenticate: '$ OK AUTHENTICATE completed.',
  response: '$ OK AUTHENTICATE completed.',
  login: '$ NO LOGIN failed.',
  namespace: '* NAMESPACE (("" "/")) NIL NIL\n$ OK NAMESPACE completed.',
  list: '* LIST (\\HasNoChildren) "/" INBOX\n* LIST (\\HasNoChildren) "/" "Sent Items"\n$ OK LIST completed.',
  examine:
    '* 12 EXISTS\n* 0 RECENT\n* FLAGS (\\Seen)\n* OK [UIDVALIDITY 14] UIDVALIDITY value\n* OK [UIDNEXT 4491] next\n$ OK [READ-ONLY] EXAMINE completed.',
  fetch:
    '* 12 FETCH (UID 4490 BODY[HEADER.FIELDS (SUBJECT)] {18}\nSubject: Hello\n\n)\n$ OK FETCH completed.',
  logout: '* BYE Microsoft Exchange Server IMAP4 server signing off.\n$ OK LOGOUT completed.',
} satisfies Record<string, Answer>

/** An IMAP server in Exchange's manners, except for what the test says. */
export function startImap(script: ImapScript = {}): Promise<ScriptedServer> {
  const answers = { ...exchange, ...script }

  let tag = ''

  return startScripted({
    tls: true,
    ...script,
    onConnect: answers.greeting,
    onLine(peer, line) {
      const words = line.split(' ')
      if (words.length === 1) return give(answers.response, withTag(peer, tag), line)
      tag = words[0] ?? ''
      const command = words[1] === 'UID' ? words[2] : words[1]
      const byCommand: Record<string, Answer> = {
        CAPABILITY: answers.capability,
        STARTTLS: answers.startTls,
        AUTHENTICATE: answers.authenticate,
        LOGIN: answers.login,
        NAMESPACE: answers.namespace,
        LIST: answers.list,
        EXAMINE: answers.examine,
        FETCH: answers.fetch,
        LOGOUT: answers.logout,
      }
      give(byCommand[command ?? ''] ?? '$ OK completed.', withTag(peer, tag), line)
    },
  })
}

function withTag(peer: Peer, tag: string): Peer {
  return { ...peer, say: (text) => peer.say(text.replaceAll(/^\$/gm, tag)) }
}
