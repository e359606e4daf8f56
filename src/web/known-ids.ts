import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { NotFound } from '../errors.ts'
import { webTexts } from './texts.ts'

const params = z.object({ id: z.uuid().optional() })

/** Every `:id` of ours is a UUID, and the database refuses anything else: it names nothing. */
export async function knownIds(request: FastifyRequest): Promise<void> {
  if (!params.safeParse(request.params).success) throw new NotFound(webTexts.text404)
}
