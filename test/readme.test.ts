import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { settingsSchema } from '../src/settings.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const readme = read('README.md')
const manifest = z
  .object({ scripts: z.record(z.string(), z.string()), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')))

test('the mounting example is the file a test starts', () => {
  expect(readme).toContain(read('test/mounting/shop.ts').trimEnd())
})

test('so is the example of a mail', () => {
  expect(readme).toContain(read('test/mounting/order-mail.ts').trimEnd())
})

test('and the example of taking mail', () => {
  expect(readme).toContain(read('test/mounting/take-mail.ts').trimEnd())
})

test('every setting is in the table, and in .env.example', () => {
  for (const name of Object.keys(settingsSchema.shape)) {
    expect(readme).toContain(`\`${name}\``)
    expect(read('.env.example')).toContain(name)
  }
})

test('every npm command it names exists, and every file it links to', () => {
  const commands = [...readme.matchAll(/npm (?:run )?(start|test|sandbox|[a-z:]+)$/gm)].map(
    ([, name]) => name,
  )
  expect(commands).toEqual(expect.arrayContaining(['sandbox', 'start', 'test']))
  for (const name of commands) expect(manifest.scripts).toHaveProperty(name ?? '')
  for (const [, path = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect({ path, exists: existsSync(new URL(`../${path}`, import.meta.url)) }).toEqual({
      path,
      exists: true,
    })
})

test('every library of the product is named with its reason', () => {
  for (const name of Object.keys(manifest.dependencies))
    expect(readme).toContain(name.replace(/^@fastify\//, ''))
})
