/** Mailroom cannot start, and the operator can do something about it: the message is a sentence for the terminal. */
export class StartProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}
