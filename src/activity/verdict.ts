import type { Checked } from './chain.ts'
import type { Broken } from './walk.ts'

/** What the command line says; English, as everything there. */
export function verdictOf(checked: Checked | undefined): string {
  if (!checked) return 'There is no activity yet.'
  const { count, broken, head, startedAt } = checked
  if (broken)
    return `The activity is NOT as it was written. ${breakWords(broken)}\nEntries before it that are: ${count}.`

  return `Chain intact: ${count} entries, linked since ${startedAt.toISOString()}.
Its head, to be kept elsewhere and given to the next check: ${head}`
}

function breakWords({ how, entry }: Broken): string {
  const words: Record<Broken['how'], string> = {
    changed: `Entry ${entry} was changed.`,
    missing: `Entry ${entry} was deleted.`,
    link: `Before entry ${entry} something was taken out or linked anew.`,
    cut: 'Entries at its end were taken away.',
    key: 'The key of the chain cannot be read: it was sealed with a key of Mailroom that is missing.',
  }

  return words[how]
}
