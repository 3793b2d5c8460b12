import { join } from "node:path";
import { type Moto, startMoto } from "../../scripts/moto/server";
import { openStack, type RehearsedStack } from "../../scripts/rehearsal/workspace";
import { newCloud } from "../../simulation";
import { clients, createBackend, everything } from "./backend";
import { engine } from "./engine";

const FOLDER = join(__dirname, "../..");
const BUCKET = "groundwork-state-111122223333-us-east-1";

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
}, 120_000);
afterAll(() => moto.stop());

describe("dev with its state in S3 and its secrets encrypted by KMS", () => {
  const cloud = newCloud();
  let dev: RehearsedStack;
  beforeAll(async () => {
    const backend = await createBackend(moto, BUCKET);
    const program = async () => require("../../index")();
    dev = await openStack({ engine: await engine(), folder: FOLDER, stack: "dev", cloud, program, backend });
  }, 120_000);
  afterAll(() => dev.close());

  test("goes up, and up again without a change", async () => {
    const t = Date.now();
    const up = await dev.stack.up();
    console.log(up.summary.resourceChanges, Date.now() - t);
    const t2 = Date.now();
    const again = await dev.stack.up({ expectNoChanges: true });
    console.log(again.summary.resourceChanges, Date.now() - t2);
    const all = await everything(clients(moto).s3, BUCKET);
    console.log(all.length, Date.now() - t2, [...new Set(all.map((x) => x.key))]);
  }, 300_000);
});
