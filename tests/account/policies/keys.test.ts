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

describe.each(["state", "secrets", "recovery-state", "recovery-secrets"])("the key %s", (key) => {
  test.each(["kms:ScheduleKeyDeletion", "kms:DisableKey"])(
    "even an administrator cannot call %s, unless stateProtection is off",
    async (action) => {
      expect(await account.onKey(key, action)).toBe("denied");
      expect(await unprotected.onKey(key, action)).toBe("allowed");
    },
  );

  test.each(["kms:PutKeyPolicy", "kms:CancelKeyDeletion", "kms:EnableKey", "kms:Decrypt"])(
    "an administrator can call %s",
    async (action) => {
      expect(await account.onKey(key, action)).toBe("allowed");
    },
  );
});
