/** The keys of states and of the secrets in them cannot be deleted by mistake (docs/backups.md). */
import { type Bootstrapped, bootstrapped } from "./bootstrapped";

let account: Bootstrapped;
let unprotected: Bootstrapped;
beforeAll(async () => {
  account = await bootstrapped({ recoveryRegion: "eu-central-1" });
  unprotected = await bootstrapped({ recoveryRegion: "eu-central-1", stateProtection: "off" });
});
afterAll(() => {
  for (const each of [account, unprotected]) each?.stop();
});

describe.each([
  ["state", "aws:kms/key:Key"],
  ["secrets", "aws:kms/key:Key"],
  ["recovery-state", "aws:kms/key:Key"],
  ["recovery-secrets", "aws:kms/key:Key"],
  // A replica has its own policy: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
  ["recovery-secrets", "aws:kms/replicaKey:ReplicaKey"],
])("the key %s (%s)", (key, type) => {
  test.each(["kms:ScheduleKeyDeletion", "kms:DisableKey"])(
    "even an administrator cannot call %s, unless stateProtection is off",
    async (action) => {
      expect(await account.onKey(key, action, type)).toBe("denied");
      expect(await unprotected.onKey(key, action, type)).toBe("allowed");
    },
  );

  test.each(["kms:PutKeyPolicy", "kms:CancelKeyDeletion", "kms:EnableKey", "kms:Decrypt"])(
    "an administrator can call %s",
    async (action) => {
      expect(await account.onKey(key, action, type)).toBe("allowed");
    },
  );
});
