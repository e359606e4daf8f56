import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'

/**
 * What Node runs for this script, by its path in the project, built once for the whole run: a process that has to read
 * TypeScript takes twice the time until it does anything. That the source starts too is proven by `npm run sandbox`.
 */
export async function builtScript(script: string): Promise<string> {
  const folder = await text(connect(inject('buildDoor')))
  if (folder.startsWith('Error')) throw new Error(folder)

  return join(folder, script.replace(/\.ts$/, '.js'))
}
