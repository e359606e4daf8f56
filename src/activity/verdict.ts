import { StartProblem } from '../storage/start-problem.ts'
import type { Checked } from './chain.ts'
import type { Activity } from './entries.ts'
import { parseHead } from './link.ts'
import type { Broken } from './walk.ts'

/** Checks the chain for the command line. `given`: the head of a check before. Throws StartProblem when it is none. */
export async function verdict(
  { chain }: Pick<Activity, 'chain'>,
  given?: string,
): Promise<{ text: string; isBroken: boolean }> {
  const head = given === undefined ? undefined : parseHead(given)
  if (given !== undefined && !head) throw new StartProblem(`"${given}" is not the head of a chain.`)
  const checked = await chain.check(head)

  return { text: textOf(checked), isBroken: checked?.broken !== undefined }
}

/** English, as everything on the command line. */
function textOf(checked: Checked | undefined): string {
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
