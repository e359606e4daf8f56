import type { Locale } from './language/text.ts'

/** Who is acting. The host says so, for every request. */
export interface Admin {
  /** Stays the same for this person; written to the activity log. */
  id: string
  name: string
  /** Test mail goes here; also the last resort for a connection test's sender. */
  email?: string
  /** `viewer` may look but not change anything. Default: `admin`. */
  role?: 'admin' | 'viewer'
  /** Default: the browser's wish. */
  locale?: Locale
  /** IANA name; default `Europe/Berlin`. */
  timeZone?: string
}
