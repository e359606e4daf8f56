/** So often a mail that the server refuses is asked for alone before its place is kept without it. */
const mostRefusals = 2
/** The same for one with which the connection ends: that also happens by chance, for hours on end. */
const mostEndings = 15

export interface Suspect {
  serverId: string
  folder: string
  uidValidity: bigint
  uid: number
}

export type Suspects = ReturnType<typeof createSuspects>

/** Counts, over connections, how often the reading of a folder fails with the same mail. */
export function createSuspects() {
  const times = new Map<string, { mail: string; refused: number; ended: number }>()

  /** Whether a mail that failed once more has failed so often that it is to blame itself. */
  function isToBlame(suspect: Suspect, isOpen: boolean): boolean {
    const { serverId, folder, uidValidity, uid } = suspect
    const mail = `${folder} ${uidValidity} ${uid}`
    const known = times.get(serverId)
    const count = known?.mail === mail ? known : { mail, refused: 0, ended: 0 }
    times.set(serverId, count)
    if (isOpen) count.refused += 1
    else count.ended += 1

    return count.refused >= mostRefusals || count.ended >= mostEndings
  }

  /** A mail was read: whatever failed before is not the last that failed any more. */
  function clear({ serverId }: Suspect): void {
    times.delete(serverId)
  }

  return { isToBlame, clear }
}
