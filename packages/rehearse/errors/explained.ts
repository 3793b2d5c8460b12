/** An error whose message tells a person what is wrong and what to do; it is shown without a stack. */
export class Explained extends Error {
  override readonly name: string = "Explained";
}
