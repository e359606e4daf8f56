import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/storage/database.ts'
import { parseKeys } from '../../src/storage/keys.ts'
import { createSecrets } from '../../src/storage/secrets.ts'
import { fillDataFolder, useFolder } from '../folder.ts'
import { freePort } from '../free-port.ts'
import { maria } from '../sign-in/standalone.ts'
import { startProcess, useProcesses } from './process.ts'

/** Each start takes seconds: a process, a new database. */
const slow = { timeout: 90_000 }
const folder = useFolder()
useProcesses()

async function start() {
  const port = await freePort()
  const environment = { DATA_DIR: folder.path, PORT: String(port) }
  const url = `http://localhost:${port}`

  return { url, environment, server: startProcess(environment) }
}

function codeIn(said: string): string {
  return /\/setup\?code=([0-9a-f-]+)/.exec(said)?.[1] ?? ''
}

function post(url: string, form: Record<string, string>): Promise<Response> {
  const { origin } = new URL(url)

  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { origin },
    redirect: 'manual',
  })
}

test(
  'the first start makes the data folder and a key only its owner reads, and prints how to get in',
  slow,
  async () => {
    const { url, server, environment } = await start()

    const said = await server.says('/setup?code=')
    expect(said).toContain(`is running: ${url}/`)
    expect(said).toContain(`${url}/setup?code=`)
    expect((await stat(join(folder.path, 'keys'))).mode & 0o777).toBe(0o600)
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok')
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('mailroom_workers_alive 1\n')
    const status = startProcess(environment, 'status')
    expect(await status.ended, status.said.error).toBe(0)
    expect(status.said.out).toContain(`this at http://127.0.0.1:${environment.PORT}/readyz`)
    expect(status.said.out).toContain('Nothing needs attention.')

    const made = await post(`${url}/setup`, { ...maria, code: codeIn(said) })
    expect([made.status, made.headers.get('location')]).toEqual([303, '/mail/'])
    const cookie = made.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect((await fetch(`${url}/mail/general-settings`, { headers: { cookie } })).status).toBe(200)
    expect(await server.stop()).toBe(0)

    const again = startProcess(environment)
    expect(await again.says('is running')).not.toContain('/setup')
    expect((await fetch(`${url}/mail/general-settings`, { headers: { cookie } })).status).toBe(200)
    expect(await again.stop('SIGINT')).toBe(0)
    expect(server.said.error + again.said.error).toBe('')
  },
)

test('settings that are wrong stop the start with a list', slow, async () => {
  const server = startProcess({
    ...{ DATA_DIR: folder.path, PORT: 'many', PUBLIC_URL: 'shop' },
    MAIL_PROXY: 'htp://shop:Geheim-7@proxy.example:3128',
  })

  expect(await server.ended).toBe(78)
  expect(server.said.error).toContain('Mailroom cannot start.')
  expect(server.said.error).toContain('  PUBLIC_URL: must be an address like https://admin.example.com')
  expect(server.said.error).toContain('  PORT: ')
  expect(server.said.error).toContain('  MAIL_PROXY: must be an address like http://proxy.example:3128')
  expect(server.said.out + server.said.error).not.toContain('Geheim')
  expect(server.said.error).not.toContain('    at ')
})

test('a proxy address that is none stops the start', slow, async () => {
  const server = startProcess({ DATA_DIR: folder.path, TRUST_PROXY: 'everyone' })

  expect(await server.ended).toBe(78)
  expect(server.said.error).toContain('TRUST_PROXY')
})

test('a port that is taken stops the start with what to do', slow, async () => {
  const port = await freePort()
  await fillDataFolder(folder.path)
  const other = createServer().listen(port, '127.0.0.1')
  const server = startProcess({ DATA_DIR: folder.path, PORT: String(port) })

  expect(await server.ended).toBe(78)
  other.close()
  expect(server.said.error).toContain(`Something else listens on port ${port}.`)
})

test('a missing or a wrong key stops the start with what to do', slow, async () => {
  const keys = join(folder.path, 'keys')
  const key = `k1:${Buffer.alloc(32, 1).toString('base64')}`
  await writeFile(keys, key, { mode: 0o600 })
  await fillDataFolder(folder.path)
  const { db, close } = await openDatabase({ dataDir: folder.path })
  const sealedClientSecret = createSecrets(parseKeys(key)).seal(
    'canary',
    'GeneralSettings.clientSecret:general',
  )
  await db.generalSettings.create({ data: { sealedClientSecret } })
  await close()

  await rm(keys)
  const missing = startProcess({ DATA_DIR: folder.path })
  expect(await missing.ended).toBe(78)
  expect(missing.said.error).toContain('is missing')
  expect(missing.said.error).toContain('from your backup')

  await writeFile(keys, `k2:${Buffer.alloc(32, 2).toString('base64')}`, { mode: 0o600 })
  const wrong = startProcess({ DATA_DIR: folder.path })
  expect(await wrong.ended).toBe(78)
  expect(wrong.said.error).toContain('sealed with the key k1, and that key is missing')
  expect(await readFile(keys, 'utf8')).toContain('k2:')
})

test('a new set-up link, and a new password later, come from the command line', slow, async () => {
  const environment = { DATA_DIR: folder.path, PORT: String(await freePort()) }
  await fillDataFolder(folder.path)
  const link = startProcess(environment, 'set-up-link')
  expect(await link.ended).toBe(0)

  const server = startProcess(environment)
  await server.says('/setup?code=')
  const url = `http://localhost:${environment.PORT}`
  expect((await post(`${url}/setup`, { ...maria, code: codeIn(link.said.out) })).status).toBe(303)
  await server.stop()

  const reset = startProcess(environment, 'reset-password', maria.email)
  expect(await reset.ended).toBe(0)
  expect(reset.said.out).toMatch(/^The password of maria@mein-shop.example is now: \S{20}$/m)
})

test('a command that does not exist is answered with those that do', slow, async () => {
  const unknown = startProcess({ DATA_DIR: folder.path }, 'sing')

  expect(await unknown.ended).toBe(64)
  expect(unknown.said.error).toContain('Usage: ')
})
