import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEnvironment } from '../../src/environment.ts'
import { settingsSchema } from '../../src/settings.ts'

test('without any setting the defaults hold', () => {
  expect(readEnvironment({ PATH: '/bin' }).settings).toMatchObject({
    PORT: 3000,
    PUBLIC_URL: 'http://localhost:3000',
  })
})

test('the address moves along with the port, unless it is given', () => {
  expect(readEnvironment({ PORT: '4000' }).settings.PUBLIC_URL).toBe('http://localhost:4000')
  expect(readEnvironment({ PORT: '4000', PUBLIC_URL: 'https://a.example' }).settings.PUBLIC_URL).toBe(
    'https://a.example',
  )
})

test('an empty value is none', () => {
  expect(readEnvironment({ DATABASE_URL: '', PORT: '' }).settings).toMatchObject({ PORT: 3000 })
})

test('every setting that is wrong is listed by name, without its value', () => {
  const wrong = {
    PUBLIC_URL: 'shop',
    PORT: 'many',
    DATABASE_URL: 'mysql://s3cret',
    MAIL_ALLOW_PORTS: '25,x',
    LOG_LEVEL: 'loud',
  }

  expect(() => readEnvironment(wrong)).toThrow(/^These settings are not right:\n/)
  for (const name of Object.keys(wrong)) expect(() => readEnvironment(wrong)).toThrow(`\n  ${name}: `)
  expect(() => readEnvironment(wrong)).not.toThrow(/s3cret/)
})

test('a name that looks like ours is told, and stops nothing', () => {
  expect(readEnvironment({ MAIL_ALOW_NETS: '', OUTLOOK_HOST: 'x', EDITOR: 'vi' }).unknown).toEqual([
    'MAIL_ALOW_NETS',
    'OUTLOOK_HOST',
  ])
})

test('.env.example names every setting', () => {
  const named = [...readFileSync('.env.example', 'utf8').matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name)

  expect(named.sort()).toEqual(Object.keys(settingsSchema.shape).sort())
})
