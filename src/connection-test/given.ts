/** What an earlier step has made; the steps run in order, so it is there. */
export function given<T>(made: T | undefined): T {
  if (made === undefined) throw new Error('A step ran before the step it builds on.')

  return made
}
