import { Prisma } from '../storage/generated/client.ts'

const longestQuery = 200
const mostWords = 10
const noWord = /[^\p{L}\p{M}\p{N}]+/u
const messageId = /^<?([!-;=?A-~]+@[!-;=?A-~]+)>?$/

/**
 * The condition for mails a person looks for: all words, each from its beginning, in subject, sender, recipients or
 * Message-ID, which our id is a part of; or the Message-ID a server gave. Any input is a condition. Of the table `m`.
 */
export function searchCondition(asked: string): Prisma.Sql {
  const query = asked.slice(0, longestQuery).trim().toLowerCase()
  const conditions = [wordsIn(query), givenByServer(asked.slice(0, longestQuery).trim())].filter(
    (condition) => condition !== undefined,
  )

  return conditions.length > 0 ? Prisma.sql`(${Prisma.join(conditions, ' OR ')})` : Prisma.sql`false`
}

/** The same expression as the index OutboxMail_words has. */
function wordsIn(query: string): Prisma.Sql | undefined {
  const words = query.split(noWord).filter((word) => word !== '')
  if (words.length === 0) return undefined
  const asked = words.slice(0, mostWords).map((word) => `${word}:*`)

  return Prisma.sql`to_tsvector('simple', translate(m."search", '@.-_+/<>&', '         '))
    @@ to_tsquery('simple', ${asked.join(' & ')})`
}

/** Exchange writes its own in capitals and small letters, which count. */
function givenByServer(query: string): Prisma.Sql | undefined {
  const id = messageId.exec(query)?.[1]

  return id === undefined ? undefined : Prisma.sql`m."serverMessageId" = ${`<${id}>`}`
}
