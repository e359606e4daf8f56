import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost } from '../host.ts'
import { previewed, seenIn, send } from './form.ts'

const db = useDatabase()
const host = useHost({ db })

const address = fc.integer({ min: 1, max: 6 }).map((n) => `user${n}@x.example`)
const line = fc.oneof(
  address,
  address.map((one) => `Name <${one}>`),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'Name;Benutzername',
    '"open',
    '\0',
    '<script>alert(1)</script>@x.example',
    'Name, 1@x.example',
  ),
)
const list = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'))

interface Choice {
  text: string
  alsoRead: boolean
  leavesOut: boolean
}

const choice = fc.record<Choice>({ text: list, alsoRead: fc.boolean(), leavesOut: fc.boolean() })
const ticked = (yes: boolean, name: string) => (yes ? { [name]: 'on' } : {})
const counts = async () => [await db.outgoingServer.count(), await db.incomingServer.count()]

/** How many lines are right, how many may be created, and the form to send next. */
async function preview({ text, alsoRead, leavesOut }: Choice) {
  const form = { list: text, ...ticked(alsoRead, 'alsoRead'), ...ticked(leavesOut, 'leaveOut') }
  const { status, body } = await send(host, { ...form, step: 'preview' })
  const rows = previewed(body)
  const right = rows.filter((row) => row.at(-1) === 'ok').length
  const complete = rows.length > 0 && right === rows.length
  expect(status).toBe(complete ? 200 : 422)
  expect(body).not.toContain('<script>alert')

  return { made: complete || leavesOut ? right : 0, form: { ...form, seen: seenIn(body), step: 'create' } }
}

test('whatever is pasted, all right lines are created together or none is', { timeout: 60_000 }, async () => {
  const property = fc.asyncProperty(choice, async (chosen) => {
    await db.outgoingServer.deleteMany()
    await db.incomingServer.deleteMany()
    const { made, form } = await preview(chosen)
    expect(await counts()).toEqual([0, 0])

    const { status } = await send(host, form)
    expect(status).toBe(made > 0 ? 303 : 422)
    expect(await counts()).toEqual([made, chosen.alsoRead ? made : 0])
  })

  await fc.assert(property, { numRuns: 40 })
})
