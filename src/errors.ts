import type { Failure } from './failures/failure.ts'
import type { Text } from './language/text.ts'

interface Details {
  /** The heading of the page, where the kind of error alone would say too little. */
  title?: Text
  /** The input the sentence belongs to. */
  field?: string
  /** For the log only; never shown, never a secret. */
  detail?: string
  cause?: unknown
}

/** Something that went wrong in a way we can explain: `text` is the sentence for the admin. */
export abstract class AppError extends Error {
  readonly text: Text
  readonly title: Text | undefined
  readonly field: string | undefined
  readonly detail: string | undefined

  constructor(text: Text, { title, field, detail, cause }: Details = {}) {
    super(text.en, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.text = text
    this.title = title
    this.field = field
    this.detail = detail
  }
}

/** Asked for something that is not allowed now. The form is shown again, 422. */
export class RuleBroken extends AppError {}

/** Someone else saved since the form was loaded, 409. */
export class SavedMeanwhile extends AppError {}

/** Gone, or never was, 404. */
export class NotFound extends AppError {}

/** This admin, or this origin, may not, 403. */
export class NotAllowed extends AppError {}

/** Asked too often, 429. */
export class TooMany extends AppError {
  readonly retryAt: Date

  constructor(text: Text, retryAt: Date, details?: Details) {
    super(text, details)
    this.retryAt = retryAt
  }
}

/** Microsoft or a mail server refused or did not answer, 502. `failure` says why, in the words of the catalogue. */
export class RemoteFailure extends AppError {
  readonly failure: Failure

  constructor(text: Text, failure: Failure, details?: Details) {
    super(text, details)
    this.failure = failure
  }
}
