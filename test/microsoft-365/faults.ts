import { type Fault, type FaultId, faultList } from './fault-list.ts'

export type Faults = ReturnType<typeof createFaults>

/** Switches that make the stand-in misbehave; `changed` is called after each change. */
export function createFaults(changed: () => void) {
  const active = new Set<FaultId>()

  function set(id: FaultId, isOn: boolean): void {
    if (!faultList.some((fault) => fault.id === id)) throw new Error(`There is no fault "${id}"`)
    if (isOn) active.add(id)
    else active.delete(id)
    changed()
  }

  return {
    on: (id: FaultId): void => set(id, true),
    off: (id: FaultId): void => set(id, false),
    isOn: (id: FaultId): boolean => active.has(id),
    reset(): void {
      active.clear()
      changed()
    },
    all: faultList as readonly Fault[],
  }
}
