interface Work<B> {
  /** So many batches at most. */
  most: number
  /** The one of this number, from 0; undefined when there is none. */
  read: (no: number) => Promise<B | undefined>
  /** Answers how many of it are new. */
  store: (batch: B) => Promise<number>
}

interface Done {
  added: number
  /** Why a further batch could not be read; those before it are stored. */
  failure?: PromiseRejectedResult
}

/** Reads each batch while the one before it is being stored. They are stored one after the other, in their order. */
export async function storeWhileReading<B>({ most, read, store }: Work<B>): Promise<Done> {
  let added = 0
  let batch = await read(0)
  for (let no = 1; batch !== undefined; no++) {
    const [stored, further] = await Promise.allSettled([store(batch), no < most ? read(no) : undefined])
    if (stored.status === 'rejected') throw stored.reason
    added += stored.value
    if (further.status === 'rejected') return { added, failure: further }
    batch = further.value
  }

  return { added }
}
