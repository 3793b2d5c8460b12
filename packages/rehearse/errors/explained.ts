/** An error whose message explains the problem and the next step. It is shown without a stack trace. */
export class Explained extends Error {
  override readonly name: string = "Explained";
}
