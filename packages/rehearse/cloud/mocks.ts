import type { runtime } from "@pulumi/pulumi";
import type { Cloud } from "./cloud";
import type { Register } from "./component";
import { isProperties } from "./paths";
import type { Properties } from "./resource-type";
import { unwrap } from "./wire";

/**
 * Mocks for `pulumi.runtime.setMocks` that use a simulated cloud. The cloud computes the outputs, and its rejections fail the
 * test.
 */
export function mocks(cloud: Cloud): runtime.Mocks {
  return {
    newResource: async ({ type, name, inputs, custom }) => {
      const given = plain(inputs);
      const build = cloud.types.component(type);
      if (build)
        return { id: undefined, state: await build(name, given, registerIn(cloud), cloud.account.region) };
      if (type.startsWith("pulumi:providers:")) return { id: `${name}-id`, state: given };
      if (custom === false) return { id: undefined, state: {} };
      const { id, outputs } = await cloud.create(type, name, cloud.check(type, name, given));
      return { id, state: outputs };
    },
    call: ({ token, inputs }) => cloud.invoke(token, plain(inputs)),
  };
}

function registerIn(cloud: Cloud): Register {
  return async ({ type, name, inputs }) => {
    const { id, outputs } = await cloud.create(type, name, cloud.check(type, name, inputs));
    return { urn: `${type}::${name}`, id, outputs, reference: { ...outputs, id } };
  };
}

function plain(inputs: unknown): Properties {
  const unwrapped = unwrap(inputs);
  return isProperties(unwrapped) ? unwrapped : {};
}
