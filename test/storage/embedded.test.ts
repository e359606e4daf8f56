import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Duplex } from 'node:stream'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { openDatabase } from '../../src/storage/database.ts'
import { lookAfter } from '../../src/storage/embedded.ts'
import { lockFolder } from '../../src/storage/folder-lock.ts'
import { builtScript } from '../built.ts'
import { fillDataFolder, useFolder } from '../folder.ts'

const folder = useFolder()

/** Runs the writer until it has told `rows` rows, kills it, and answers all ids it told. */
async function writeAndKill(dataDir: string, rows: number, meanwhile = async () => {}): Promise<bigint[]> {
  const writer = await builtScript('test/storage/embedded-writer.ts')
  const child = spawn(process.execPath, [writer, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const told: bigint[] = []
  for await (const line of createInterface(child.stdout)) {
    if (line === 'open') await meanwhile()
    else told.push(BigInt(line))
    if (told.length === rows) child.kill('SIGKILL')
  }
  await exited

  return told
}

test('no acknowledged row is lost when the process is killed, and no second process is let in while it runs', async () => {
  const dataDir = join(folder.path, 'data')
  await fillDataFolder(dataDir)
  const isRefused = () =>
    expect(openDatabase({ dataDir })).rejects.toThrow(
      `Another process has the database in ${dataDir} open. Stop it first, or give this one a DATA_DIR of its own.`,
    )
  const told = [
    ...(await writeAndKill(dataDir, 40)),
    ...(await writeAndKill(dataDir, 150, isRefused)),
    ...(await writeAndKill(dataDir, 90)),
  ]

  const { db, applied, close } = await openDatabase({ dataDir })
  const kept = new Set((await db.activityEntry.findMany({ select: { id: true } })).map(({ id }) => id))
  await close()

  expect(applied).toEqual([])
  expect(told.length).toBeGreaterThanOrEqual(280)
  expect(told.filter((id) => !kept.has(id))).toEqual([])
}, 60_000)

test('the data folder is for its owner only, its rows reach the disk, and closing lets the next one in', async () => {
  const dataDir = join(folder.path, 'shop', 'data')
  const { db, close, check, kind } = await openDatabase({ dataDir })
  const fsync = vi.spyOn(fs, 'fsyncSync')
  syncBuiltinESMExports()
  await db.generalSettings.create({ data: {} })
  const flushed = fsync.mock.calls.length
  fsync.mockRestore()
  syncBuiltinESMExports()

  expect(kind).toBe('embedded')
  expect(flushed).toBeGreaterThanOrEqual(1)
  expect(await db.$queryRaw`SHOW fsync`).toEqual([{ fsync: 'on' }])
  expect(await db.$queryRaw`SHOW shared_buffers`).toEqual([{ shared_buffers: '16MB' }])
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  expect((await readFile(join(dataDir, 'database', 'PG_VERSION'), 'utf8')).trim()).toBe('18')

  await db.$transaction(async (tx) => {
    await tx.generalSettings.count()
    await expect(check(20)).rejects.toThrow('The database does not answer.')
  })
  await check(5000)

  await close()
  expect(await readdir(join(dataDir, 'open'))).toEqual([])
})

test('a database made by another version of PostgreSQL is refused with what to do', async () => {
  const files = join(folder.path, 'database')
  await mkdir(files)
  await writeFile(join(files, 'PG_VERSION'), '17\n')

  await expect(openDatabase({ dataDir: folder.path })).rejects.toThrow(
    `The database in ${files} was made by PostgreSQL 17; this Mailroom reads version 18. Export it`,
  )
})

test('two that open the same folder at the same moment do not both get it', async () => {
  const tries = await Promise.allSettled([1, 2, 3].map(() => lockFolder(folder.path)))
  const held = tries.filter((result) => result.status === 'fulfilled')

  expect(held.length).toBeLessThanOrEqual(1)
  for (const { value } of held) await value.release()
  await (await lockFolder(folder.path)).release()
})

test('a database that no longer answers is noticed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'setTimeout', 'clearInterval', 'clearTimeout'] })
  const silent = Object.assign(new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }), {
    connect: () => process.nextTick(() => silent.emit('connect')),
    setNoDelay: () => silent,
  })
  const onHang = vi.fn()
  const stop = lookAfter(new pg.Pool({ max: 1, stream: () => silent }), onHang)

  await vi.advanceTimersByTimeAsync(80_000)
  expect(onHang).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(onHang).toHaveBeenCalledOnce()

  stop()
  vi.useRealTimers()
})
