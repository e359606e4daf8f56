/** A warning on a page, and the button that makes exactly the change it asks for. */
export interface Note {
  sentence: string
  fix?: Fix
}

interface Fix {
  /** Where its form posts to, below the mount point. */
  path: string
  label: string
  /** The hidden inputs. */
  fields: Record<string, string>
}
