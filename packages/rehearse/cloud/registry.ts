import type { Construct } from "./component";
import type { LatePermission, LatePermissions } from "./late-permissions";
import { importIdOf } from "./naming";
import type { DataSource, InputCheck, Judge, Judgement, Package, ProviderType, Rule } from "./package";
import { Refusal, whereToAdd } from "./refusals";
import type { Properties, RequiredOrder, ResourceType, Subject } from "./resource-type";
import { entryWithoutModel, functionWithoutModel, kindWithoutModel } from "./unmodelled";

/** Functions of the engine. Without an engine, a stack has no state and therefore no outputs. */
const engineFunctions: Readonly<Record<string, DataSource>> = {
  "pulumi:pulumi:readStackOutputs": ({ name }) => ({ name, outputs: {}, secretOutputNames: [] }),
};

const providerPrefix = "pulumi:providers:";

/**
 * Contains the entries of resource types, data sources, components and providers. If two packages have the same token, the
 * later one is used, so that a project can replace an entry.
 */
export class Registry {
  private readonly resources: ReadonlyMap<string, ResourceType>;
  private readonly functions: ReadonlyMap<string, DataSource>;
  private readonly components: ReadonlyMap<string, Construct>;
  private readonly providers: ReadonlyMap<string, ProviderType>;
  private readonly inputChecks: ReadonlyMap<string, InputCheck>;
  private readonly judges: ReadonlyMap<string, Judge>;
  private readonly late: ReadonlyMap<string, LatePermissions>;
  private readonly requiredInputs: ReadonlyMap<string, (type: string) => readonly string[]>;
  private readonly rules: ReadonlyMap<string, Rule>;
  private readonly unmodelled = new Map<string, ResourceType | undefined>();
  private readonly sdks: ReadonlyMap<string, string>;

  constructor(packages: readonly Package[]) {
    const merged = <T>(table: (each: Package) => Readonly<Record<string, T>> | undefined) =>
      new Map(packages.flatMap((each) => Object.entries(table(each) ?? {})));
    this.resources = merged(({ resources }) => resources);
    this.functions = merged(({ functions }) => functions);
    this.components = merged(({ components }) => components);
    this.providers = merged(({ providers }) => providers);
    this.inputChecks = merged(({ inputChecks }) => inputChecks);
    this.judges = merged(({ judges }) => judges);
    this.late = merged(({ latePermissions }) => latePermissions);
    this.requiredInputs = merged(({ requiredInputs }) => requiredInputs);
    this.rules = merged(({ rules }) => rules);
    this.sdks = merged(({ sdks }) => sdks);
  }

  /** The tokens of all resource types. */
  get types(): readonly string[] {
    return [...this.resources.keys()];
  }

  /** The names of the Pulumi packages that have a resource type, a data source or a component here. */
  get packageNames(): readonly string[] {
    const tokens = [...this.resources.keys(), ...this.functions.keys(), ...this.components.keys()];
    return [...new Set(tokens.map((token) => token.split(":")[0] ?? ""))].sort();
  }

  /** The npm package of a Pulumi package's SDK. */
  sdkOf(name: string): string {
    return this.sdks.get(name) ?? `@pulumi/${name}`;
  }

  /** The entry of a type. Undefined for an unknown type, a component or a provider. */
  find(type: string): ResourceType | undefined {
    return this.resources.get(type);
  }

  /**
   * The entry of a type. A type without one gets its outputs from the SDK's package, and is not checked. Throws a Refusal that
   * describes where to add a type that the SDK does not have either.
   */
  resourceType(type: string): ResourceType {
    const found = this.find(type) ?? this.withoutModel(type);
    if (found) return found;
    throw new Refusal(`the simulated cloud does not know the type ${type}: ${whereToAdd(type)}`);
  }

  /** A data source. Throws a Refusal that describes where to add a missing one. */
  dataSource(token: string): DataSource {
    const found = this.functions.get(token) ?? engineFunctions[token];
    if (found) return found;
    const declared = functionWithoutModel(this.sdkOf(token.split(":")[0] ?? ""), token);
    if (declared) return declared;
    throw new Refusal(`the simulated cloud does not know the function ${token}: ${whereToAdd(token)}`);
  }

  /** Whether a data source has an entry, and not only the outputs that the SDK's package declares. */
  knowsFunction(token: string): boolean {
    return this.functions.has(token) || token in engineFunctions;
  }

  /** The function that constructs a component in another language. Undefined for any other type. */
  component(type: string): Construct | undefined {
    return this.components.get(type);
  }

  /** Whether a Pulumi package has components. */
  hasComponents(packageName: string): boolean {
    return [...this.components.keys()].some((type) => type.startsWith(`${packageName}:`));
  }

  /** Paths of the inputs that identify a resource of the type for readers. */
  summaryOf(type: string): readonly string[] {
    return (this.find(type) ?? this.provider(type))?.summary ?? [];
  }

  /** Properties of the type that hold secrets, whether or not the program marks them. */
  secretsOf(type: string): readonly string[] {
    return this.find(type)?.secrets ?? [];
  }

  /** The problems that the cloud of the type's Pulumi package finds in the inputs, besides those of the type's entry. */
  inputProblems(type: string, inputs: Properties, today: string): readonly string[] {
    const check = this.inputChecks.get(type.split(":")[0] ?? "");
    return check?.(type, inputs, this.find(type), today) ?? [];
  }

  /** What the stack's region lacks, and what the simulation cannot judge, about a resource of the type. */
  judgementOf(type: string, subject: Subject<Properties>): Judgement {
    return this.judges.get(type.split(":")[0] ?? "")?.(type, subject) ?? { problems: [], notChecked: [] };
  }

  /** The permissions that a creation of this resource needs, and that take effect late. */
  latePermissions(type: string, subject: Subject<Properties>): readonly LatePermission[] {
    return this.late.get(type.split(":")[0] ?? "")?.(type, subject) ?? [];
  }

  /** The inputs that the SDK requires of the type and that are missing. */
  missingInputs(type: string, inputs: Properties): readonly string[] {
    const required = this.requiredInputs.get(type.split(":")[0] ?? "")?.(type) ?? [];
    return required.filter((name) => inputs[name] === undefined);
  }

  /** The problems that the rules of the type find. */
  ruleProblems(type: string, subject: Subject<Properties>): readonly string[] {
    return this.rules.get(type)?.(subject) ?? [];
  }

  /** The order that requires one type to be created after another. Undefined if there is none. */
  requiredOrder(later: string, first: string): RequiredOrder | undefined {
    return this.ordersOf(later).find((order) => order.first.includes(first));
  }

  /** All orders that a type or provider requires. */
  get requiredOrders(): readonly RequiredOrder[] {
    const known = [...this.resources.values(), ...this.providers.values()];
    return [...new Set(known.flatMap(({ after = [] }) => after))];
  }

  /** The id that `pulumi import` takes for a resource with these inputs; undefined if only the cloud knows it. */
  importId(
    type: string,
    inputs: Properties,
    accountId: string | undefined,
    partition = "aws",
  ): string | undefined {
    const known = this.find(type)?.importId;
    return known && importIdOf(known, inputs, accountId, partition);
  }

  private withoutModel(type: string): ResourceType | undefined {
    if (!this.unmodelled.has(type)) {
      const [name = ""] = type.split(":");
      this.unmodelled.set(
        type,
        name === "kubernetes" ? kindWithoutModel : entryWithoutModel(this.sdkOf(name), type),
      );
    }
    return this.unmodelled.get(type);
  }

  private ordersOf(type: string): readonly RequiredOrder[] {
    return (this.find(type) ?? this.provider(type))?.after ?? [];
  }

  private provider(type: string): ProviderType | undefined {
    return type.startsWith(providerPrefix)
      ? this.providers.get(type.slice(providerPrefix.length))
      : undefined;
  }
}
