import { cp, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, inject } from 'vitest'

/** An empty folder for each test, gone afterwards. */
export function useFolder(): { readonly path: string } {
  const folder = { path: '' }
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'mailroom-'))
  })
  afterEach(() => rm(folder.path, { recursive: true, force: true }))

  return folder
}

/**
 * Makes this folder what DATA_DIR is after a first start: the embedded database with its tables, without a row. For
 * tests that are not about the first start, which takes seconds.
 */
export async function fillDataFolder(path: string): Promise<void> {
  const made = await text(connect(inject('dataFolderDoor')))
  if (made.startsWith('Error')) throw new Error(made)
  await cp(made, path, { recursive: true })
}
