import * as pulumi from "@pulumi/pulumi";
import type { ResolvedResource } from "../../scripts/manifests";

/** A resource as the engine would get it. */
export interface Rendered extends ResolvedResource {
  /** Logical name. */
  readonly name: string;
}

/** Runs a piece of a program against mocks and gives every resource that it registered, with its inputs resolved. */
export async function render(program: () => void): Promise<Rendered[]> {
  const rendered: Rendered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        const metadata = { ...inputs.metadata, name: inputs.metadata?.name ?? `${name}-0a1b2c3d` };
        const named = type.startsWith("kubernetes:") ? { ...inputs, metadata } : inputs;
        rendered.push({ type, name, inputs: named });
        const status = { loadBalancer: { ingress: [{ hostname: "k8s-gallery.elb.example" }] } };
        return { id: name, state: { ...named, status } };
      },
      call: ({ inputs }) => inputs,
    },
    "groundwork",
    "test",
  );
  program();
  await pulumi.runtime.disconnect();
  return rendered;
}
