const longestName = 60
/** Room for a blank and a number. */
const longestStem = longestName - 5

/** The wish, or the wish with the first number that makes it a name no server has. */
export function freeName(wish: string, taken: readonly string[]): string {
  const names = new Set(taken)
  if (!names.has(wish) && wish.length <= longestName) return wish
  const stem = wish.slice(0, longestStem)
  const numbered = Array.from({ length: names.size + 1 }, (_, n) => `${stem} ${n + 2}`)

  return numbered.find((name) => !names.has(name)) ?? stem
}
