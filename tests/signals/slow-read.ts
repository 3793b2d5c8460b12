/** A read that a replica delays. */
import { setTimeout as sleep } from "node:timers/promises";
import { expectThat } from "./scenario";
import type { Stage } from "./stage";

/** How long the replica does not answer. The gallery's limit of a query is longer. */
export const frozenMilliseconds = 800;

/** Reads the list of photos while the replica that answers does not run for {@link frozenMilliseconds}. */
export async function readSlowly(
  { gallery }: Pick<Stage, "gallery">,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const [replica] = gallery.stage.postgres.replicas;
  const read = async (more: Readonly<Record<string, string>>) => {
    const response = await gallery.client.send("/api/photos", { headers: more });
    await response.arrayBuffer();
    return { status: response.status, node: response.headers.get("gallery-node") };
  };
  for (const end = Date.now() + 10_000; (await read({})).node !== "replica-1"; await sleep(200))
    expectThat(Date.now() < end, "no read goes to the replica");
  replica?.freeze();
  const reading = read(headers);
  await sleep(frozenMilliseconds);
  replica?.thaw();
  const { status, node } = await reading;
  expectThat(status === 200 && node === "replica-1", `${node} answered the read with ${status}`);
}
