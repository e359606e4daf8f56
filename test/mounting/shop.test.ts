import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as mailroom from '../../src/index.ts'
import { fillDataFolder, useFolder } from '../folder.ts'
import { startShop } from './shop.ts'

const folder = useFolder()
const example = readFileSync(new URL('shop.ts', import.meta.url), 'utf8')

test('the example mounts Mailroom beside the pages of a shop', async () => {
  await fillDataFolder(folder.path)
  const shop = await startShop({ DATA_DIR: folder.path, PUBLIC_URL: 'https://shop.example' })
  const maria = { authorization: 'Bearer maria', 'accept-language': 'en' }

  expect((await shop.inject('/')).body).toBe('Our shop')
  expect(await shop.inject('/backend/mail/')).toMatchObject({
    statusCode: 302,
    headers: { location: '/sign-in' },
  })
  const page = await shop.inject({ url: '/backend/mail/general-settings', headers: maria })
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('https://shop.example/microsoft_outlook/confirm')
  expect(page.body).toContain('action="/backend/mail/general-settings"')

  const saved = await shop.inject({
    method: 'POST',
    url: '/backend/mail/general-settings',
    headers: {
      ...maria,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: 'version=0&aliasDomain=mein-shop.example',
  })
  expect(saved).toMatchObject({ statusCode: 303 })
  expect(saved.headers.location).toMatch(/^\/backend\/mail\/general-settings\?done=saved/)
  await shop.close()
})

test('the example is short and needs only the public face', () => {
  const imports = [...example.matchAll(/from '([^']+)'/g)].map(([, from]) => from)

  expect(imports).toEqual(['fastify', '../../src/index.ts'])
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(30)
})

test('the README shows the example word for word', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

  expect(readme).toContain(example)
})

test('the public face is what a host needs and nothing else', () => {
  expect(Object.keys(mailroom).sort()).toEqual([
    'AppError',
    'NotAllowed',
    'NotFound',
    'RemoteFailure',
    'RuleBroken',
    'SavedMeanwhile',
    'StartProblem',
    'TooMany',
    'createMail',
    'mailAdmin',
    'mailApi',
    'mailHealth',
  ])
})
