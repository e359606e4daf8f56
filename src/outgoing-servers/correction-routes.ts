import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { RuleBroken } from '../errors.ts'
import type { Pages } from '../web/pages.ts'
import { change } from '../web/permissions.ts'
import { adminOf } from '../web/reader.ts'
import { webTexts } from '../web/texts.ts'
import type { Corrections } from './corrections.ts'
import type { NotesOn } from './filter-notes.ts'
import { corrections as known } from './sender-gaps.ts'

const correctionForm = z.object({
  correction: z.enum(known),
  /** The version of what is corrected, as the page showed it. */
  seen: z.coerce.number().pipe(z.int32().min(0)),
  on: z.enum(['server', 'list', 'settings']),
})

export function correctionRoutes(app: FastifyInstance, pages: Pages, corrections: Corrections): void {
  app.post<{ Params: { id: string } }>(
    '/outgoing-servers/:id/corrections',
    change,
    async (request, reply) => {
      const { id } = request.params
      const form = correctionForm.safeParse(request.body)
      if (!form.success) throw new RuleBroken(webTexts.unknownField)
      const { correction, seen, on } = form.data
      await corrections.correct(id, correction, seen, adminOf(request))

      return reply.redirect(`${pages.link(pathOf(on, id))}?done=saved`, 303)
    },
  )
}

/** Back to where the note stood. */
function pathOf(on: NotesOn, id: string): string {
  const paths: Record<NotesOn, string> = {
    server: `/outgoing-servers/${id}`,
    list: '/outgoing-servers',
    settings: '/general-settings',
  }

  return paths[on]
}
