/** Ways in which one submission ends badly; the mail is taken in those that come `after` the dot, but for 451. */
export type Break =
  | 'bye-at-mail'
  | 'before-354'
  | 'mid-body'
  | 'after-dot'
  | 'hang-after-dot'
  | '451-after-dot'
  | '250-then-reset'

/** What happens to the next mails, one after the other. */
export function createBreaks() {
  const next: Break[] = []

  return {
    plan: (...breaks: Break[]): void => void next.push(...breaks),
    /** Takes the next one, if it is one of these. */
    take(...these: Break[]): Break | undefined {
      const [first] = next

      return first !== undefined && these.includes(first) ? next.shift() : undefined
    },
    reset(): void {
      next.length = 0
    },
  }
}
