import { Prisma } from '../storage/generated/client.ts'
import { hasWords } from '../storage/search-words.ts'

const longestQuery = 200
const messageId = /^<?([!-;=?A-~]+@[!-;=?A-~]+)>?$/

/**
 * The condition for mails a person looks for: all words, each from its beginning, in subject, sender, recipients or
 * Message-ID, which our id is a part of; or the Message-ID a server gave. Any input is a condition. Of the table `m`.
 */
export function searchCondition(asked: string): Prisma.Sql {
  const query = asked.slice(0, longestQuery).trim()
  const conditions = [hasWords(query), givenByServer(query)].filter((condition) => condition !== undefined)

  return conditions.length > 0 ? Prisma.sql`(${Prisma.join(conditions, ' OR ')})` : Prisma.sql`false`
}

/** Exchange writes its own in capitals and small letters, which count. */
function givenByServer(query: string): Prisma.Sql | undefined {
  const id = messageId.exec(query)?.[1]

  return id === undefined ? undefined : Prisma.sql`m."serverMessageId" = ${`<${id}>`}`
}
