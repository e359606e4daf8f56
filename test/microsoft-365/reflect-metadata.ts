/**
 * The three functions tsyringe (inside @peculiar/x509) asks of a Reflect polyfill, and no more:
 * https://github.com/rbuckton/reflect-metadata describes them. Import this file before the library.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>()

function getMetadata(key: unknown, target: object): unknown {
  return metadata.get(target)?.get(key)
}

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const known = metadata.get(target) ?? new Map<unknown, unknown>()
  metadata.set(target, known.set(key, value))
}

if (!('getMetadata' in Reflect)) {
  Object.assign(Reflect, { getMetadata, getOwnMetadata: getMetadata, defineMetadata })
}
