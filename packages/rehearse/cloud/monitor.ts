import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { type Cloud, Refusal } from "./cloud";
import type { Register } from "./component";
import type { EvaluatedResource } from "./evaluation";
import { proposedName } from "./naming";
import type { Properties } from "./resource-type";
import { fromWire, hasUnknown, resourceReference, secretNames, toWire, unknown } from "./wire";

/** A resource during its registration. */
type Evaluated = Omit<EvaluatedResource, "id" | "secrets" | "notChecked"> & {
  id: string;
  secrets: readonly string[];
  notChecked?: readonly string[];
};
type Callback<Response> = (error: Error | null, response?: Response) => void;

/**
 * Replaces the engine while a program is evaluated in this process: responds to the SDK's requests and records the
 * registered resources. The outputs of a resource that the cloud rejects are unknown, as in an update that continues on
 * error. Resources that depend on such outputs are not checked, so that consequences of a rejection are not reported.
 */
export class Monitor {
  readonly resources: EvaluatedResource[] = [];
  readonly refusals: string[] = [];
  stackOutputs: { outputs: Properties; secrets: string[] } = { outputs: {}, secrets: [] };
  /** Rejects if a data source is refused, which ends the evaluation: all that depends on it has no value. */
  readonly ended: Promise<never>;
  private end: (error: unknown) => void = () => undefined;
  private readonly byUrn = new Map<string, Evaluated>();
  /** URNs of the resources that the cloud rejected or that were not checked. */
  private readonly missing = new Set<string>();

  constructor(
    private readonly cloud: Cloud,
    private readonly project: string,
    private readonly stack: string,
    /** The value of `pulumi:autonaming` in the config. */
    private readonly autonaming: Properties = {},
    private readonly rename: (name: string) => string = (name) => name,
  ) {
    this.ended = new Promise((_, reject) => {
      this.end = reject;
    });
    this.ended.catch(() => undefined);
  }

  async registerResource(
    request: resource.RegisterResourceRequest,
    callback: Callback<resource.RegisterResourceResponse>,
  ): Promise<void> {
    const object = request.getObject();
    const secrets = [...secretNames(object), ...request.getAdditionalsecretoutputsList()];
    const propertyDependencies = propertyDependenciesOf(request);
    const customTimeouts = request.getCustomtimeouts()?.toObject();
    const registration = {
      type: request.getType(),
      name: this.rename(request.getName()),
      parent: request.getParent(),
      custom: request.getCustom(),
      inputs: this.renamed(request.getType(), fromWire(object), propertyDependencies),
      secrets,
      protect: request.getProtect() ?? this.byUrn.get(request.getParent())?.protect ?? false,
      dependencies: request.getDependenciesList(),
      propertyDependencies,
      ...(customTimeouts ? { customTimeouts } : {}),
      provider: this.providerOf(request),
    };
    try {
      const registered = await this.register(registration);
      callback(
        null,
        new resource.RegisterResourceResponse()
          .setUrn(registered.urn)
          .setId(registered.id)
          // If the result is not success, the SDK keeps unknown outputs unknown, and does not run apply with them.
          .setResult(hasUnknown(registered.outputs) ? resource.Result.FAIL : resource.Result.SUCCESS)
          .setObject(toWire(registered.outputs, secrets)),
      );
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The inputs with the name in the cloud renamed as well, if the program gives it as text. */
  private renamed(
    type: string,
    inputs: Properties,
    dependencies: Readonly<Record<string, string[]>>,
  ): Properties {
    const property = this.cloud.types.find(type)?.autoName?.property;
    const name = property === undefined ? undefined : inputs[property];
    if (property === undefined || typeof name !== "string") return inputs;
    // A name that comes from another resource is different already.
    return dependencies[property]?.length ? inputs : { ...inputs, [property]: this.rename(name) };
  }

  registerResourceOutputs(
    request: resource.RegisterResourceOutputsRequest,
    callback: Callback<Record<string, never>>,
  ): void {
    const outputs = fromWire(request.getOutputs());
    const component = this.byUrn.get(request.getUrn());
    if (component?.type === "pulumi:pulumi:Stack") {
      this.stackOutputs = { outputs, secrets: secretNames(request.getOutputs()) };
    } else if (component) {
      Object.assign(component.outputs, outputs);
      component.secrets = [...component.secrets, ...secretNames(request.getOutputs())];
    }
    callback(null, {});
  }

  invoke(request: resource.ResourceInvokeRequest, callback: Callback<provider.InvokeResponse>): void {
    try {
      const answer = this.answer(request.getTok(), fromWire(request.getArgs()));
      callback(null, new provider.InvokeResponse().setReturn(toWire(answer)));
    } catch (error) {
      // The program gets no answer: an error in an input would never settle the resource, and the program would wait for it.
      this.end(error instanceof Refusal ? new Refusal([...this.refusals, error.message].join("\n")) : error);
    }
  }

  supportsFeature(
    request: resource.SupportsFeatureRequest,
    callback: Callback<resource.SupportsFeatureResponse>,
  ): void {
    const features = ["secrets", "resourceReferences", "deletedWith", "aliasSpecs", "parameterization"];
    callback(null, new resource.SupportsFeatureResponse().setHassupport(features.includes(request.getId())));
  }

  registerPackage(_request: unknown, callback: Callback<resource.RegisterPackageResponse>): void {
    callback(null, new resource.RegisterPackageResponse().setRef("evaluation"));
  }

  signalAndWaitForShutdown(_request: unknown, callback: Callback<Record<string, never>>): void {
    callback(null, {});
  }

  private answer(token: string, args: Properties): Properties {
    if (token !== "pulumi:pulumi:getResource") return this.cloud.invoke(token, args);
    const found = this.byUrn.get(String(args.urn));
    if (!found) throw new Refusal(`no resource has the URN ${String(args.urn)}`);
    return { urn: found.urn, id: found.id, state: found.outputs };
  }

  /** A component without a provider uses its parent's, as in the engine. */
  private providerOf(request: resource.RegisterResourceRequest): string {
    const given = request.getProvider() || request.getProvidersMap().get("aws");
    if (given) return nameOf(given);
    return request.getCustom() ? "" : (this.byUrn.get(request.getParent())?.provider ?? "");
  }

  private async register(registration: Omit<EvaluatedResource, "urn" | "id" | "outputs">) {
    const { type, name, parent, inputs } = registration;
    const urn = this.urnOf(type, name, parent);
    if (this.byUrn.has(urn)) throw new Refusal(`two resources have the URN ${urn}`);
    const evaluated: Evaluated = { ...registration, urn, id: "", outputs: {} };
    this.resources.push(evaluated);
    this.byUrn.set(urn, evaluated);
    const { id, outputs, notChecked } = await this.simulate(evaluated, inputs);
    evaluated.id = id;
    if (notChecked) evaluated.notChecked = notChecked;
    Object.assign(evaluated.outputs, outputs);
    return { urn, id, outputs };
  }

  private async simulate(
    evaluated: EvaluatedResource,
    inputs: Properties,
  ): Promise<{ id: string; outputs: Properties; notChecked?: readonly string[] | undefined }> {
    const { type, name, custom, urn } = evaluated;
    if (type.startsWith("pulumi:providers:")) {
      this.cloud.configure(type.split(":").at(-1) ?? "", inputs);
      return { id: `${name}-id`, outputs: inputs };
    }
    const build = this.cloud.types.component(type);
    if (build)
      return {
        id: "",
        outputs: await build(name, inputs, this.childrenOf(evaluated), this.cloud.account.region),
      };
    if (!custom) return { id: "", outputs: {} };
    // With the URN as the seed, two stacks in one account never get the same generated names.
    const naming = {
      seed: urn,
      proposed: proposedName(this.autonaming, { project: this.project, stack: this.stack, type, name }),
    };
    const checked = this.cloud.check(type, name, inputs, naming);
    const sources = Object.values(evaluated.propertyDependencies ?? {}).flat();
    if (!hasUnknown(checked) && !sources.some((source) => this.missing.has(source))) {
      try {
        // A provider of the same name in another stack belongs to another cluster.
        const scope = `${this.stack}/${evaluated.provider}`;
        const { id, outputs, notChecked } = await this.cloud.create(type, name, checked, { scope });
        return { id, outputs, notChecked };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.refusals.push(`${error.message}\n  ${urn}`);
      }
    }
    this.missing.add(urn);
    const open = this.cloud.unknownAtCreation(type, checked);
    return {
      id: "",
      outputs: { ...checked, ...Object.fromEntries(open.map((output) => [output, unknown])) },
    };
  }

  private childrenOf(component: EvaluatedResource): Register {
    return async ({ type, name, inputs, parent, dependsOn, notChecked }) => {
      const registered = await this.register({
        ...(notChecked && notChecked.length > 0 ? { notChecked } : {}),
        type,
        name,
        parent: parent?.urn ?? component.urn,
        custom: true,
        inputs,
        secrets: [],
        protect: component.protect,
        dependencies: dependsOn.map((each) => each.urn),
        // Dependencies between the children of a component in another language count as dependencies by values.
        propertyDependencies: { "": dependsOn.map((each) => each.urn) },
        provider: component.provider,
      });
      return {
        ...registered,
        id: registered.id || unknown,
        reference: resourceReference(registered.urn, registered.id || unknown),
      };
    };
  }

  private urnOf(type: string, name: string, parent: string): string {
    const parentType = parent.split("::")[2] ?? "";
    const chain = parentType === "" || parentType === "pulumi:pulumi:Stack" ? type : `${parentType}$${type}`;
    return `urn:pulumi:${this.stack}::${this.project}::${chain}::${name}`;
  }
}

function propertyDependenciesOf(request: resource.RegisterResourceRequest): Record<string, string[]> {
  const entries = [...request.getPropertydependenciesMap().entries()];
  return Object.fromEntries(entries.map(([property, of]) => [property, of.getUrnsList()]));
}

/** The name in a reference to a provider resource: `urn::…::aws::id` gives `aws`. */
function nameOf(providerReference: string): string {
  return providerReference.split("::")[3] ?? "";
}
