import { randomBytes } from "node:crypto";
import type * as sdk from "@pulumi/random";
import { behaves, type Package } from "./behaviour";

/** The random provider: what it makes really is random, and stays until an input changes. */
export const random: Package = {
  resources: {
    "random:index/randomPassword:RandomPassword": behaves<sdk.RandomPassword, sdk.RandomPasswordArgs>({
      replaceOn: ["keepers", "length", "overrideSpecial", "special"],
      outputs: {
        bcryptHash: () => `$2a$10$${randomBytes(24).toString("hex")}`,
        result: ({ inputs }) => randomBytes(inputs.length).toString("base64url").slice(0, inputs.length),
      },
      seconds: { create: 0 },
    }),
    "random:index/randomId:RandomId": behaves<sdk.RandomId, sdk.RandomIdArgs>({
      replaceOn: ["byteLength", "keepers", "prefix"],
      outputs: {
        b64Std: ({ id }) => Buffer.from(id).toString("base64"),
        b64Url: ({ id }) => Buffer.from(id).toString("base64url"),
        dec: ({ id }) => id.replaceAll(/\D/g, ""),
        hex: ({ id, inputs }) => id.replace("randomid-", "").slice(0, inputs.byteLength * 2),
      },
      seconds: { create: 0 },
    }),
  },
  functions: {},
};
