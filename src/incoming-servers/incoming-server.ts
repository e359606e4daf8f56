import { z } from 'zod'
import { RuleBroken } from '../errors.ts'
import { isSameFolder } from '../fetching/cursors.ts'
import { isFolderName } from '../fetching/known-folders.ts'
import type { Spoken } from '../language/text.ts'
import {
  type ConnectionRules,
  outlookConnection,
  passwordConnection,
  sharedFields,
  wholeNumber,
} from '../mail-servers/connection-form.ts'
import { connectionFields } from '../mail-servers/server-rows.ts'
import { incomingServerTexts } from './texts.ts'

type Texts = Spoken<typeof incomingServerTexts>

/** The form of an incoming server, with its sentences in the reader's language. */
export function incomingServerForm(t: Texts, rules: ConnectionRules) {
  const own = {
    ...sharedFields(t),
    folder: folderName(t.folderWrong)
      .default('')
      .transform((value) => value || 'INBOX'),
    readFrom: z.enum(['new_only', 'last_7_days', 'everything'], t.readFromMissing).default('new_only'),
    everyMinutes: wholeNumber(1, 60, t.everyMinutesWrong).default(5),
    afterReading: z.enum(['leave', 'mark_read', 'move'], t.afterReadingMissing).default('leave'),
    moveToFolder: folderName(t.folderWrong)
      .default('')
      .transform((value) => value || null),
    defaultRoute: z
      .string()
      .trim()
      .max(60, t.defaultRouteWrong)
      .regex(/^\P{Cc}*$/u, t.defaultRouteWrong)
      .default('')
      .transform((value) => value || null),
  }

  return z.discriminatedUnion('signInWith', [
    z.object({ ...own, ...outlookConnection(t, t, rules) }),
    z.object({ ...own, ...passwordConnection(t, t, rules) }),
  ])
}

/** What the activity tells of a change. */
export const incomingFields = [
  ...connectionFields,
  'folder',
  'readFrom',
  'everyMinutes',
  'afterReading',
  'moveToFolder',
  'defaultRoute',
] as const

export type IncomingServerInput = z.output<ReturnType<typeof incomingServerForm>>

/** What only incoming servers store. Throws RuleBroken when mail shall move to no folder, or to where it is. */
export function ownColumns({
  folder,
  readFrom,
  everyMinutes,
  afterReading,
  moveToFolder,
  defaultRoute,
}: IncomingServerInput) {
  if (afterReading === 'move' && !moveToFolder)
    throw new RuleBroken(incomingServerTexts.moveToFolderMissing, { field: 'moveToFolder' })
  // There it would be new mail again, and again.
  if (afterReading === 'move' && isSameFolder(moveToFolder ?? '', folder))
    throw new RuleBroken(incomingServerTexts.moveToSameFolder, { field: 'moveToFolder' })

  return {
    folder,
    readFrom,
    everyMinutes,
    afterReading,
    moveToFolder: afterReading === 'move' ? moveToFolder : null,
    defaultRoute,
  }
}

function folderName(sentence: string) {
  return z.string().trim().refine(isFolderName, sentence)
}
