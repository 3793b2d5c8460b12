/** A preview that adds an availability zone shows what the update does. */
import type { Change } from "@groundwork/rehearse/lifecycle/operations";
import { open, summary } from "./engine";

const replacing = (changes: readonly Change[]) => summary(changes.filter(({ op }) => op.includes("replace")));

test.each([
  ["dev", ["us-east-1a", "us-east-1b", "us-east-1c"]],
  ["prod", ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"]],
])(
  "the preview of %s with another zone shows no replacement and no update of the control plane, as in the update",
  async (stack, availabilityZones) => {
    const opened = await open(stack);
    try {
      await opened.run("up");
      opened.set({ availabilityZones });
      const preview = await opened.run("preview");
      expect(replacing(preview)).toEqual([]);
      expect(summary(preview)).not.toContain("update cluster (aws:eks/cluster:Cluster)");
      expect(summary(preview)).toContain(
        "create network-private-".concat(String(availabilityZones.length), " (aws:ec2/subnet:Subnet)"),
      );
      expect(summary(preview)).toEqual(summary(await opened.run("up")));
    } finally {
      opened.close();
    }
  },
  600_000,
);
