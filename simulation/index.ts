import { aws } from "./aws";
import { Cloud } from "./cloud";
import { random } from "./random";

/** A new, empty cloud that knows every type of the program. */
export function newCloud(): Cloud {
  return new Cloud([aws, random]);
}
