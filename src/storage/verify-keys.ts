import type { Database } from './database.ts'
import { KeyProblem } from './keys.ts'
import { countByKey, sealedColumns } from './sealed-columns.ts'
import { type KeyRing, SecretUnreadable } from './secrets.ts'
import { storageTexts } from './texts.ts'

const whatToDo =
  'Put the key file back from your backup, or add that key to MAIL_KEYS behind the newer ones. ' +
  'If it is lost for good: node scripts/database.mjs forget-secrets'

/**
 * Throws KeyProblem when the keys cannot be those of this database: a key that secrets were sealed with is missing,
 * or has other bytes under the same id. A single damaged value is told where it is used, and stops nothing here.
 */
export async function verifyKeys(db: Database, keys: KeyRing): Promise<void> {
  for (const id of await keyIdsInUse(db)) {
    if (!keys.ids.includes(id)) {
      throw new KeyProblem(
        `The database holds secrets sealed with the key ${id}, and that key is missing. ${whatToDo}`,
      )
    }
  }
  await proveKeys(db, keys)
}

/** Throws KeyProblem for a key that has other bytes than the one this database knows under its id. */
export async function proveKeys(db: Database, keys: KeyRing): Promise<void> {
  await db.sealingKey.createMany({ data: keys.ids.map((id) => proof(keys, id)), skipDuplicates: true })
  for (const row of await db.sealingKey.findMany({ where: { id: { in: [...keys.ids] } } })) {
    if (!proves(keys, row)) {
      throw new KeyProblem(`The key ${row.id} is not the one this database was sealed with. ${whatToDo}`)
    }
  }
}

/** Whether the keys open what this database keeps to prove them. Changes nothing. */
export async function keysOpen(db: Database, keys: KeyRing): Promise<boolean> {
  const known = await db.sealingKey.findMany({ where: { id: { in: [...keys.ids] } } })

  return known.length > 0 && known.every((row) => proves(keys, row))
}

/** Whether the database holds anything sealed: then no new key may be made. */
export async function holdsSecrets(db: Database): Promise<boolean> {
  return (await keyIdsInUse(db)).length > 0
}

/**
 * Takes every secret out of the database, so that it can be used with a new key: admins enter them again and connect
 * the mailboxes again. Mails keep their row, without what was in them; those that had not left fail, with the reason.
 */
export async function forgetSecrets(db: Database): Promise<void> {
  await db.$transaction([
    db.generalSettings.updateMany({
      data: { sealedClientSecret: null, sealedFormerClientSecret: null, clientSecretTail: null },
    }),
    db.outgoingServer.updateMany({ data: { sealedPassword: null } }),
    db.incomingServer.updateMany({ data: { sealedPassword: null } }),
    db.outlookAccount.deleteMany(),
    db.outlookSignIn.deleteMany(),
    db.outboxMail.updateMany({
      where: { state: { notIn: ['sent', 'cancelled'] } },
      data: { state: 'failed', reason: { text: storageTexts.mailUnreadable } },
    }),
    db.outboxMail.updateMany({ data: { sealedMime: new Uint8Array() } }),
    db.outboxChunk.deleteMany(),
    db.inboxMail.updateMany({
      where: { OR: [{ state: { not: 'processed' } }, { handOver: 'waiting' }] },
      data: { state: 'attention', handOver: 'failed', reason: { text: storageTexts.receivedUnreadable } },
    }),
    db.inboxMail.updateMany({ data: { sealedRaw: new Uint8Array() } }),
    db.inboxChunk.deleteMany(),
    db.inboxSettings.updateMany({ data: { sealedWebhookSecret: null } }),
    db.alertSettings.updateMany({ data: { sealedWebhookSecret: null } }),
    // A chain nobody can check any more is begun anew; row by row its links are kept.
    db.$executeRaw`TRUNCATE "ActivityLink"`,
    db.activityChain.deleteMany(),
    db.sealingKey.deleteMany(),
  ])
}

interface Proof {
  id: string
  sealedProof: string
}

const placeOf = (id: string) => `SealingKey.proof:${id}`

function proof(keys: KeyRing, id: string): Proof {
  return { id, sealedProof: keys.sealWith(id, id, placeOf(id)) }
}

function proves(keys: KeyRing, { id, sealedProof }: Proof): boolean {
  try {
    return keys.open(sealedProof, placeOf(id)) === id
  } catch (error) {
    if (error instanceof SecretUnreadable) return false
    throw error
  }
}

/** What is not of the sealed form names no key: that is a damaged row, not a missing key. */
async function keyIdsInUse(db: Database): Promise<string[]> {
  const counts = await countByKey(
    db,
    sealedColumns.filter(({ passing }) => !passing),
  )

  return [...counts.keys()]
}
