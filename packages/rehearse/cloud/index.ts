import { aws } from "./aws";
import { Cloud } from "./cloud";
import { kubernetes } from "./kubernetes";
import { random } from "./random";

/** A new, empty cloud that knows every type of the program. */
export function newCloud(): Cloud {
  return new Cloud([aws, kubernetes, random]);
}
