/** Values of a resource as the engine's events carry them: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go */

/** Marks an object that stands for a value of another kind; the value beside it says of which. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** Stands for a value that is only known once the resource exists. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What one side of a difference is, as far as it may be shown. */
export interface Shown {
  /** The value or a part of it is secret, or it lies within one. Then there is no text. */
  readonly secret: boolean;
  /** The value as short text; undefined when there is none. */
  readonly text: string | undefined;
}

/** How much of a value is shown, in characters. */
const limit = 120;

/**
 * Properties that hold secrets by what they are, whether or not somebody marked them: a program that forgot to does
 * not put a password into a comment.
 */
const secretByNature: readonly (readonly [type: string, property: string])[] = [
  ["aws:secretsmanager/secretVersion:SecretVersion", "secretString"],
  ["aws:secretsmanager/secretVersion:SecretVersion", "secretBinary"],
  ["aws:rds/instance:Instance", "password"],
  ["aws:ssm/parameter:Parameter", "value"],
  ["aws:ssm/parameter:Parameter", "insecureValue"],
  ["kubernetes:core/v1:Secret", "data"],
  ["kubernetes:core/v1:Secret", "stringData"],
  ["random:index/randomPassword:RandomPassword", "result"],
  ["random:index/randomPassword:RandomPassword", "bcryptHash"],
];

/** The value at a path of a resource's properties, as far as it may be shown. */
export function shownAt(type: string, properties: unknown, path: string): Shown {
  const steps = stepsOf(path);
  if (secretByNature.some(([of, property]) => of === type && property === steps[0])) return hidden;
  let value = properties;
  for (const step of steps) {
    if (isSecret(value)) return hidden;
    value = isRecord(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined;
  }
  if (holdsSecret(value)) return hidden;
  return { secret: false, text: value === undefined ? undefined : textOf(value) };
}

/** The steps of a path such as `spec.containers[0].env["a.b"]`: names, positions, and quoted names. */
export function stepsOf(path: string): readonly string[] {
  const steps: string[] = [];
  for (const [, quoted, index, name] of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
    steps.push(quoted?.replace(/\\(.)/g, "$1") ?? index ?? name ?? "");
  }
  return steps;
}

const hidden: Shown = { secret: true, text: undefined };

function textOf(value: unknown): string {
  if (value === unknown) return "(known afterwards)";
  const text =
    typeof value === "string"
      ? value
      : JSON.stringify(value, (_, part) => (part === unknown ? "(known afterwards)" : part));
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isRecord(value) && Object.values(value).some(holdsSecret);
}

function isSecret(value: unknown): boolean {
  return isRecord(value) && value[signatureKey] === secretSignature;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
