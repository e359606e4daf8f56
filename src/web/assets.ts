import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { everyone } from './permissions.ts'

export interface Assets {
  /** The address of a style sheet, script or picture; changes with its content, so browsers may keep it. */
  url(name: string): string
}

const folder = fileURLToPath(new URL('../../views/static', import.meta.url))

export function createAssets(path: string): Assets {
  const versions = new Map(readdirSync(folder).map((name) => [name, contentHash(name)]))

  return {
    url(name) {
      const version = versions.get(name)
      if (!version) throw new Error(`views/static has no ${name}`)

      return `${path}/static/${name}?v=${version}`
    },
  }
}

/** Serves views/static at the instance's prefix, to everyone: it holds no secrets. */
export async function serveAssets(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, ...everyone.config }
  })
  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/',
    decorateReply: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply) => {
      reply.header('cache-control', 'public, max-age=31536000, immutable')
    },
  })
}

function contentHash(name: string): string {
  return createHash('sha256')
    .update(readFileSync(`${folder}/${name}`))
    .digest('base64url')
    .slice(0, 10)
}
