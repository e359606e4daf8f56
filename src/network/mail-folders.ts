export interface MailFolder {
  path: string
  name: string
  /** What stands between the names of a path; empty for a server without folders in folders. */
  delimiter: string
  /** `\Sent`, `\Junk` …: by the server's mark (RFC 6154), or by its name in any language, as Exchange marks none. */
  use: string | undefined
}

/** A folder as the mail server lists it. */
interface Listed {
  path: string
  name: string
  delimiter?: string | undefined
  flags: ReadonlySet<string>
  specialUse?: string | undefined
}

/** As many as anyone looks through. */
export const mostFolders = 500

/** The folders of a list that hold mail: some servers list names which only others stand below. */
export function mailFoldersOf(listed: readonly Listed[]): MailFolder[] {
  return listed
    .filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'))
    .map(({ path, name, delimiter = '', specialUse }) => ({ path, name, delimiter, use: specialUse }))
    .slice(0, mostFolders)
}
