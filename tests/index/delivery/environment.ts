/** One environment: a stack in the real engine, its simulated cloud, and the gallery that runs in it. */

import { type DeployArgs, type Deployment, deploy } from "@groundwork/delivery/deploy";
import { deployedImages, type Images } from "@groundwork/delivery/images";
import { describeDeployment } from "@groundwork/delivery/outcome";
import { type Check, smoke } from "@groundwork/delivery/smoke/smoke";
import { objectiveOf, targetOf } from "@groundwork/delivery/smoke/target";
import { open, type TestStack } from "../engine/engine";
import { RealGallery } from "./cluster";

/** Time limits of the smoke test, in seconds. */
const timeoutSeconds = 4;

export class Environment {
  readonly checks: Check[] = [];

  private constructor(
    readonly opened: TestStack,
    readonly gallery: RealGallery,
  ) {}

  static async open(stack: string): Promise<Environment> {
    const opened = await open(stack);
    try {
      return new Environment(opened, await RealGallery.attach(opened.cloud, stack));
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  /** Does what `npx --no groundwork deploy` does, with another address: the load balancer's name does not resolve here. */
  async deploy(images: Images, more: Partial<DeployArgs> = {}): Promise<Deployment & { message: string }> {
    const { stack } = this.opened;
    const { workDir } = stack.workspace;
    const deployment = await deploy({
      stack,
      images,
      what: "deploy",
      smoke: async (outputs) => {
        const target = targetOf(stack.name, outputs, objectiveOf(workDir, stack.name));
        this.checks.push(...(await smoke({ ...target, url: this.gallery.url }, { timeoutSeconds })));
      },
      ...more,
    });
    const { title, text } = describeDeployment(deployment);
    return { ...deployment, message: `${title}\n${text}` };
  }

  /** Everything that depends on the deployed version. */
  async snapshot() {
    const { stack } = this.opened;
    const outputs = await stack.outputs();
    return {
      outputs,
      images: deployedImages(outputs),
      running: await this.gallery.version(),
      cloud: sorted(
        this.opened.cloud.list().map(({ type, id, inputs }) => ({ key: `${type} ${id}`, inputs })),
      ),
      state: sorted((await stack.exportStack()).deployment.resources.map(settled)),
    };
  }

  async close(): Promise<void> {
    await this.gallery.close();
    this.opened.close();
  }
}

function sorted<T extends { readonly key: string }>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** A resource of the state without timestamps; the order of its dependencies is random. */
function settled(resource: Record<string, unknown>) {
  const { created: _created, modified: _modified, dependencies, propertyDependencies, ...rest } = resource;
  const properties = Object.entries(Object(propertyDependencies)).map(([name, urns]) => [
    name,
    inOrder(urns),
  ]);
  return {
    key: String(rest.urn),
    ...rest,
    dependencies: inOrder(dependencies),
    propertyDependencies: Object.fromEntries(properties),
  };
}

/** A running cluster keeps its name: from its second update on, it does not depend on the random suffix (infra/cluster.ts). */
const firstSuffix = /\$random:index\/randomId:RandomId::cluster$/;

const inOrder = (urns: unknown) =>
  Array.isArray(urns) ? urns.filter((urn) => !firstSuffix.test(String(urn))).sort() : urns;
