import type { Text } from '../language/text.ts'

export interface Finding {
  what: (fact: string) => Text
  /** Absent where there is nothing to do. */
  todo?: Text
  who?: 'shop-admin' | 'microsoft-admin' | 'hosting-partner'
}
