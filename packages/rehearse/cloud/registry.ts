import type { Construct } from "./component";
import { importIdOf } from "./naming";
import type { DataSource, InputCheck, Package, ProviderType } from "./package";
import { Refusal, whereToAdd } from "./refusals";
import type { Properties, RequiredOrder, ResourceType } from "./resource-type";

const providerPrefix = "pulumi:providers:";

/**
 * Everything that is known about resource types, data sources, components and providers. Of two packages with the same
 * token the later one counts, so that a project can replace an entry.
 */
export class Registry {
  private readonly resources: ReadonlyMap<string, ResourceType>;
  private readonly functions: ReadonlyMap<string, DataSource>;
  private readonly components: ReadonlyMap<string, Construct>;
  private readonly providers: ReadonlyMap<string, ProviderType>;
  private readonly inputChecks: ReadonlyMap<string, InputCheck>;
  private readonly sdks: ReadonlyMap<string, string>;

  constructor(packages: readonly Package[]) {
    const merged = <T>(table: (each: Package) => Readonly<Record<string, T>> | undefined) =>
      new Map(packages.flatMap((each) => Object.entries(table(each) ?? {})));
    this.resources = merged(({ resources }) => resources);
    this.functions = merged(({ functions }) => functions);
    this.components = merged(({ components }) => components);
    this.providers = merged(({ providers }) => providers);
    this.inputChecks = merged(({ inputChecks }) => inputChecks);
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

  /** What is known about a type; undefined for an unknown type, a component or a provider. */
  find(type: string): ResourceType | undefined {
    return this.resources.get(type);
  }

  /** What is known about a type. Throws a Refusal that says where to add it. */
  resourceType(type: string): ResourceType {
    const found = this.find(type);
    if (found) return found;
    throw new Refusal(`the simulated cloud does not know the type ${type}: ${whereToAdd(type)}`);
  }

  /** A data source. Throws a Refusal that says where to add it. */
  dataSource(token: string): DataSource {
    const found = this.functions.get(token);
    if (found) return found;
    throw new Refusal(`the simulated cloud does not know the function ${token}: ${whereToAdd(token)}`);
  }

  /** How a component of another language's package is constructed; undefined for every other type. */
  component(type: string): Construct | undefined {
    return this.components.get(type);
  }

  /** Whether a Pulumi package has components. */
  hasComponents(packageName: string): boolean {
    return [...this.components.keys()].some((type) => type.startsWith(`${packageName}:`));
  }

  /** Inputs, by path, by which a reader recognizes a resource of the type. */
  summaryOf(type: string): readonly string[] {
    return (this.find(type) ?? this.provider(type))?.summary ?? [];
  }

  /** Properties of the type that hold secrets, whether or not the program marks them. */
  secretsOf(type: string): readonly string[] {
    return this.find(type)?.secrets ?? [];
  }

  /** Why the cloud of the type's Pulumi package refuses the inputs, whatever the entry of the type says. */
  inputProblems(type: string, inputs: Properties): readonly string[] {
    const check = this.inputChecks.get(type.split(":")[0] ?? "");
    return check?.(type, inputs, this.find(type)) ?? [];
  }

  /** The order that requires one type after another; undefined where none does. */
  requiredOrder(later: string, first: string): RequiredOrder | undefined {
    return this.ordersOf(later).find((order) => order.first.includes(first));
  }

  /** Every order that a type or provider requires. */
  get requiredOrders(): readonly RequiredOrder[] {
    const known = [...this.resources.values(), ...this.providers.values()];
    return [...new Set(known.flatMap(({ after = [] }) => after))];
  }

  /** The id that `pulumi import` takes for a resource with these inputs; undefined where only the cloud knows it. */
  importId(type: string, inputs: Properties, accountId: string | undefined): string | undefined {
    const known = this.find(type)?.importId;
    return known && importIdOf(known, inputs, accountId);
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
