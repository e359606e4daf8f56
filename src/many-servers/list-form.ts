import { z } from 'zod'
import type { Spoken } from '../language/text.ts'
import type { manyServerTexts } from './texts.ts'

/** The longest list, in bytes. */
const longestList = 256 * 1024

const ticked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on')

/** The list as text or file, what to do with it, and the preview it was seen in. */
export function listForm(t: Spoken<typeof manyServerTexts>) {
  return z
    .object({
      list: z.string().default('').refine(fits, t.listTooLong),
      file: z
        .string()
        .default('')
        .refine(fits, t.fileTooLong)
        .refine((value) => !value.includes('\0'), t.fileUnreadable),
      alsoRead: ticked,
      leaveOut: ticked,
      seen: z.string().max(100).default(''),
      step: z.enum(['preview', 'create']).default('preview'),
    })
    .superRefine(({ list, file }, context) => {
      const [hasList, hasFile] = [list.trim() !== '', file.trim() !== '']
      if (hasList && hasFile) context.addIssue({ code: 'custom', path: ['file'], message: t.listAndFile })
      if (!hasList && !hasFile) context.addIssue({ code: 'custom', path: ['list'], message: t.listMissing })
    })
    .transform(({ list, file, ...rest }) => ({ ...rest, text: list.trim() === '' ? file : list }))
}

export type ListInput = z.output<ReturnType<typeof listForm>>

function fits(value: string): boolean {
  return Buffer.byteLength(value) <= longestList
}
