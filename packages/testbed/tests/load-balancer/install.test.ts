import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyChecksum } from "../../load-balancer/install";
import { temporaryFolder } from "../../processes/temporary";

test("a download with another checksum is refused, with both checksums", () => {
  const { path, remove } = temporaryFolder("groundwork-checksum-");
  const file = join(path, "envoy.whl");
  writeFileSync(file, "something else");
  const actual = "a39daa21b9c2a4eea3a5daf6ff6e3d9f5efb1d0e4c1c1fcf0b4b1f7b3b7f7a6c";
  expect(() => verifyChecksum(file, actual)).toThrow(`must have ${actual}. It was not unpacked.`);
  remove();
});
