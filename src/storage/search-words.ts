import { Prisma } from './generated/client.ts'

const longestQuery = 200
const mostWords = 10
const noWord = /[^\p{L}\p{M}\p{N}]+/u

/**
 * The condition for rows of the table `m` whose column `search` has all words of the query, each from its beginning:
 * the expression that the indexes OutboxMail_words and InboxMail_words are made of. Undefined when there is no word.
 */
export function hasWords(query: string): Prisma.Sql | undefined {
  const words = query
    .slice(0, longestQuery)
    .toLowerCase()
    .split(noWord)
    .filter((word) => word !== '')
  if (words.length === 0) return undefined
  const asked = words.slice(0, mostWords).map((word) => `${word}:*`)

  return Prisma.sql`to_tsvector('simple', translate(m."search", '@.-_+/<>&', '         '))
    @@ to_tsquery('simple', ${asked.join(' & ')})`
}
