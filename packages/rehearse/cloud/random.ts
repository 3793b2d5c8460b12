import { randomBytes } from "node:crypto";
import type * as sdk from "@pulumi/random";
import type { Package } from "./package";
import { defineType } from "./resource-type";

// The values exist in the state only.
const free = { free: "https://www.pulumi.com/registry/packages/random/" };

/** The random provider. Values are generated once, and again if an input changes. */
export const random: Package = {
  resources: {
    "random:index/randomPassword:RandomPassword": defineType<sdk.RandomPassword, sdk.RandomPasswordArgs>({
      replaceOn: ["keepers", "length", "overrideSpecial", "special"],
      outputs: {
        bcryptHash: () => `$2a$10$${randomBytes(24).toString("hex")}`,
        result: ({ inputs }) => randomBytes(inputs.length).toString("base64url").slice(0, inputs.length),
      },
      secrets: ["result", "bcryptHash"],
      seconds: { create: 0 },
      price: free,
    }),
    "random:index/randomId:RandomId": defineType<sdk.RandomId, sdk.RandomIdArgs>({
      replaceOn: ["byteLength", "keepers", "prefix"],
      outputs: {
        b64Std: ({ id }) => Buffer.from(id).toString("base64"),
        b64Url: ({ id }) => Buffer.from(id).toString("base64url"),
        dec: ({ id }) => id.replaceAll(/\D/g, ""),
        hex: ({ id, inputs }) => id.replace("randomid-", "").slice(0, inputs.byteLength * 2),
      },
      seconds: { create: 0 },
      price: free,
    }),
  },
};
