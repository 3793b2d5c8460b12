/** Makes changes and kills itself before one of the operations: killed-writer.ts FOLDER STEP CHANGES. Run by apply.test.ts. */
import { applyChanges } from "../../adoption/apply";

const [folder = "", step = "", changes = "[]"] = process.argv.slice(2);
let steps = 0;
applyChanges(folder, JSON.parse(changes), () => {
  steps += 1;
  if (steps === Number(step)) process.kill(process.pid, "SIGKILL");
});
console.log(`${steps} steps`);
