/** The resources in the examples of the provider's documentation. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import { transformSync } from "esbuild";
import { isProperties } from "../../cloud/paths";
import type { Properties } from "../../cloud/resource-type";

/** Stands for a value that an example takes from another resource or function. */
export const REFERENCE = "__reference__";

/** A resource of an example. */
export interface Example {
  readonly type: string;
  readonly inputs: Properties;
}

const sdk = dirname(require.resolve("@pulumi/aws/package.json"));

/** Any property, call or instance of it is itself again. */
const anything: object = new Proxy(class {}, {
  get: (_, key) => {
    if (key === Symbol.toPrimitive) return () => REFERENCE;
    if (key === Symbol.iterator) return () => [][Symbol.iterator]();
    return key === "then" ? undefined : anything;
  },
  apply: () => anything,
  construct: () => anything,
});

/** The SDK, whose classes record the arguments that they are constructed with. */
function recordingSdk(record: (module: string, name: string, inputs: unknown) => void, module = ""): object {
  return new Proxy(class {}, {
    get: (_, key) => {
      if (typeof key !== "string" || key === "then") return undefined;
      if (key === "__esModule") return true;
      if (/^get[A-Z]/.test(key)) return () => anything;
      if (!/^[A-Z]/.test(key)) return recordingSdk(record, key);
      const construct = (_class: object, [, inputs]: unknown[]) => {
        record(module, key, inputs);
        return anything;
      };
      return new Proxy(class {}, { construct, get: () => anything });
    },
  });
}

/** All resources in all examples that run by themselves, and how many examples there are. */
export function documentedExamples(): { readonly examples: number; readonly resources: readonly Example[] } {
  const resources: Example[] = [];
  const record = (module: string, name: string, inputs: unknown) => {
    const given = plain(inputs);
    const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    if (isProperties(given)) resources.push({ type: `aws:${module}/${file}:${name}`, inputs: given });
  };
  const imports: Readonly<Record<string, object>> = {
    "@pulumi/aws": recordingSdk(record),
    "@pulumi/pulumi": anything,
    "@pulumi/std": anything,
  };
  const codes = declarations().flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/```typescript\n([\s\S]*?)```/g)].map(([, code = ""]) =>
      code
        .replaceAll(/^ \* ?/gm, "")
        // esbuild would copy the names of a module, and those of a proxy are unknown.
        .replaceAll(/^import \* as (\w+) from ("[^"]+");$/gm, "const $1 = require($2);"),
    ),
  );
  // An error in an asynchronous function would end the process.
  for (const code of codes.filter((each) => !/\basync\b|Promise/.test(each))) {
    try {
      const { code: program } = transformSync(code, { loader: "ts", format: "cjs" });
      const run = runInNewContext(`(function (exports, module, require) {${program}})`);
      run({}, {}, (name: string) => imports[name] ?? anything);
    } catch {
      // Parts of a program, which use names that they do not declare. What ran until then counts.
    }
  }
  return { examples: codes.length, resources };
}

function declarations(): string[] {
  return readdirSync(sdk, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "types")
    .flatMap(({ name }) => readdirSync(join(sdk, name)).map((file) => join(sdk, name, file)))
    .filter((file) => file.endsWith(".d.ts"));
}

function plain(value: unknown): unknown {
  if (value === anything) return REFERENCE;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
